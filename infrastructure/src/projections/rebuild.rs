//! Rebuilding read models from the ledger beside the live ones, and saying whether they were the same.
//!
//! What is rebuilt stands in temporary tables, which no one else sees and which are gone with their connection: a
//! rebuild that is killed leaves nothing behind. Projectors go on meanwhile. They are held up only at the end, while
//! the last events are folded, both are compared, and what differs is changed; readers see the old rows until then.
//!
//! The ledger is read and decoded once. The read models are folded from that in two lanes, each on a connection of its
//! own, and become visible when both are done.
//!
//! Read models that lack most of their ledger are built in the same way instead of followed step by step: rows that are
//! written once and together cost a fraction of rows that are each looked up and superseded.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, Executor as _};
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use uuid::Uuid;

use super::events::{Row, decode, read};
use super::passing_over::{self, PassingOver, ids_of};
use super::standing::newer;
use super::{Batch, Folding, Place, ProjectionError, ReadModel};
use crate::database::is_held_by_another;
use crate::ledger::guard::Guard;

/// Events folded at a time.
const BATCH: i64 = 500;
/// Batches that are read ahead of the decoder, and decoded ahead of the fold.
const AHEAD: usize = 1;
/// How far behind the live read models the last events may be folded while projectors are held up.
const NEAR: i64 = 2_000;
/// How long a checkpoint that somebody else has is waited for while others are held, and so their projectors held up.
const HOLDS_AND_WAITS: &str = "2s";
/// How long nothing is held before all is tried again; each further time twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What the rebuild of a read model came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// Which.
    pub model: ReadModel,
    /// Events folded.
    pub events: i64,
    /// Rows of the rebuilt read model, superseded versions included.
    pub rows: i64,
    /// Rows in which the live read model differed. Zero where the live one had taken in less, and so was not compared.
    pub differences: i64,
    /// Those of them that were wrong: what tells of things whose rows are not as written by now, and are passed over, was to differ
    /// where the live one had taken them in before, and so was what tells of things whose rows were passed over and have been put right
    /// since. Anything but zero was a fault, unless it was outdated.
    pub wrong: i64,
    /// Whether the live one was of another version of the program's read model, and so was to differ as a whole.
    pub outdated: bool,
    /// Whether it passes over rows that are not as written.
    pub passes_over: bool,
}

impl Rebuilt {
    /// Whether the live one had been wrong.
    pub const fn is_fault(&self) -> bool {
        self.wrong > 0 && !self.outdated
    }
}

/// A rebuild that did not come to its end. What it had replaced by then stays replaced.
#[derive(Debug, thiserror::Error)]
#[error("not all was rebuilt")]
pub struct Unfinished {
    /// What was committed before; each of these is done.
    pub replaced: Vec<Rebuilt>,
    /// Why the others were not.
    #[source]
    pub cause: ProjectionError,
}

/// Rebuilds read models of one municipality and puts them in the place of the live ones where these differ.
///
/// Rebuilt and compared is what each live one has taken in, its checkpoint's position included; what lies beyond is
/// the projector's to add. That one had been wrong is noted with its checkpoint, in the transaction that puts it right.
/// The events are read once for all of them. Where it fails before the first commit, nothing is
/// replaced; where it fails between two, the error says what was.
pub async fn rebuild(
    guard: &Arc<Guard>,
    models: &[ReadModel],
    municipality: &Municipality,
    progress: &mut (dyn FnMut(i64) + Send),
) -> Result<Vec<Rebuilt>, Unfinished> {
    let mut replaced = Vec::with_capacity(models.len());
    match rebuild_apart(guard, models, municipality, progress, &mut replaced).await {
        Ok(()) => Ok(replaced),
        Err(cause) => Err(Unfinished { replaced, cause }),
    }
}

async fn rebuild_apart(
    guard: &Arc<Guard>,
    models: &[ReadModel],
    municipality: &Municipality,
    progress: &mut (dyn FnMut(i64) + Send),
    replaced: &mut Vec<Rebuilt>,
) -> Result<(), ProjectionError> {
    let apart = apart(&mut *guard.ledger().acquire().await?, models, municipality).await?;
    for models in apart {
        rebuild_together(guard, &models, municipality, 0, progress, replaced).await?;
    }
    Ok(())
}

/// Builds read models of one municipality from the beginning of its ledger up to `until`, and puts them in the place of
/// the live ones, which are not compared: they had not come so far.
///
/// Where it fails, those that are not among what the error says was replaced stand where they stood.
pub(super) async fn build(
    guard: &Arc<Guard>,
    models: &[ReadModel],
    municipality: &Municipality,
    until: i64,
) -> Result<Vec<Rebuilt>, Unfinished> {
    let mut built = Vec::with_capacity(models.len());
    match rebuild_together(guard, models, municipality, until, &mut |_| {}, &mut built).await {
        Ok(()) => Ok(built),
        Err(cause) => Err(Unfinished { replaced: built, cause }),
    }
}

async fn rebuild_together(
    guard: &Arc<Guard>,
    models: &[ReadModel],
    municipality: &Municipality,
    at_least: i64,
    progress: &mut (dyn FnMut(i64) + Send),
    replaced: &mut Vec<Rebuilt>,
) -> Result<(), ProjectionError> {
    loop {
        let Err(error) = rebuild_once(guard, models, municipality, at_least, progress, replaced).await else {
            return Ok(());
        };
        // It is met while events are folded, when nothing is replaced yet.
        if !passing_over::goes_on_after(guard, municipality, &error).await? {
            return Err(error);
        }
    }
}

async fn rebuild_once(
    guard: &Arc<Guard>,
    models: &[ReadModel],
    municipality: &Municipality,
    at_least: i64,
    progress: &mut (dyn FnMut(i64) + Send),
    replaced: &mut Vec<Rebuilt>,
) -> Result<(), ProjectionError> {
    let mut lanes = Vec::new();
    for models in lanes_of(models) {
        lanes.push(Lane::begin(guard, &models, municipality, at_least).await?);
    }
    let lanes = come_near(guard, municipality, lanes, progress).await?;
    finish(lanes, progress, replaced).await
}

/// Whether it takes its time: these take about as long as all others together.
const fn is_long(model: ReadModel) -> bool {
    matches!(model, ReadModel::Oversight | ReadModel::Decisions | ReadModel::ReportRegister)
}

/// What is folded side by side.
fn lanes_of(models: &[ReadModel]) -> Vec<Vec<ReadModel>> {
    let (long, others): (Vec<_>, Vec<_>) = models.iter().copied().partition(|model| is_long(*model));
    [long, others].into_iter().filter(|models| !models.is_empty()).collect()
}

/// Those that stand near each other together, and each alone where one has stopped far behind.
async fn apart(
    connection: &mut PgConnection,
    models: &[ReadModel],
    municipality: &Municipality,
) -> Result<Vec<Vec<ReadModel>>, ProjectionError> {
    let far: bool = sqlx::query_scalar(
        "SELECT coalesce(max(position) - min(position) > $3, false)
           FROM projections WHERE municipality = $1 AND read_model = ANY ($2)",
    )
    .bind(municipality.as_str())
    .bind(ReadModel::names(models))
    .bind(NEAR)
    .fetch_one(connection)
    .await?;
    Ok(if far { models.iter().map(|model| vec![*model]).collect() } else { vec![models.to_vec()] })
}

/// Read models that are rebuilt one after the other, batch by batch.
struct Lane {
    /// Its own: temporary tables must go with it, whatever becomes of the rebuild, and so does what is not committed.
    connection: PgConnection,
    municipality: Municipality,
    models: Vec<(ReadModel, Folding)>,
    /// Up to where all of them are folded.
    position: i64,
    /// Up to where they are to come, where the live ones have not come so far.
    at_least: i64,
    guard: Arc<Guard>,
    /// What it passes over, as those do that were passed over by the live ones.
    passing: PassingOver,
}

/// Where a live read model stands.
struct Checkpoint {
    read_model: String,
    position: i64,
    version: i32,
    /// The streams of which rows were put right since it was built; `None` where it need not be built anew for any.
    put_right: Option<Vec<String>>,
    /// Where the ledger ends.
    head: i64,
}

impl Checkpoint {
    /// Up to where what stands in its place is folded: no further than the ledger goes.
    fn until(&self, at_least: i64) -> i64 {
        self.position.min(self.head).max(at_least)
    }
}

/// The aggregates that any of the read models wants.
pub(super) fn wanted(models: &[ReadModel]) -> Vec<&'static str> {
    let mut wanted: Vec<_> = models.iter().flat_map(|model| model.aggregates()).copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

impl Lane {
    async fn begin(
        guard: &Arc<Guard>,
        models: &[ReadModel],
        municipality: &Municipality,
        at_least: i64,
    ) -> Result<Self, ProjectionError> {
        let mut connection = guard.ledger().acquire().await?.detach();
        // It may take its time, which questions may not, and room for what it writes and sorts by itself.
        connection
            .execute(
                "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
                 SET temp_buffers = '64MB'; SET work_mem = '32MB'; SET maintenance_work_mem = '64MB'",
            )
            .await?;
        sqlx::query(
            "INSERT INTO projections (read_model, municipality, version)
             SELECT model.name, $2, model.version FROM unnest($1::text[], $3::integer[]) AS model (name, version)
             ON CONFLICT DO NOTHING",
        )
        .bind(ReadModel::names(models))
        .bind(municipality.as_str())
        .bind(ReadModel::versions(models))
        .execute(&mut connection)
        .await?;
        let models_folded = models.iter().map(|model| (*model, model.folding())).collect();
        let passing = PassingOver::noted(guard, &mut connection, municipality).await?;
        let municipality = municipality.clone();
        let guard = Arc::clone(guard);
        let mut lane = Self { connection, municipality, models: models_folded, position: 0, at_least, guard, passing };
        must_not_be_newer(&lane.checkpoints("").await?)?;
        for table in models.iter().flat_map(|model| model.tables()) {
            let rebuilt = Place::Rebuilt.table(table);
            sqlx::query(&format!("CREATE TEMP TABLE {rebuilt} (LIKE {table} INCLUDING DEFAULTS)"))
                .execute(&mut lane.connection)
                .await?;
        }
        Ok(lane)
    }

    fn names(&self) -> Vec<ReadModel> {
        self.models.iter().map(|(model, _)| *model).collect()
    }

    /// Whether it is the lane of those that take their time.
    fn is_long(&self) -> bool {
        self.models.iter().any(|(model, _)| is_long(*model))
    }

    async fn checkpoints(&mut self, locking: &str) -> Result<Vec<Checkpoint>, ProjectionError> {
        let models = self.names();
        self.checkpoints_of(&models, locking).await
    }

    async fn checkpoints_of(
        &mut self,
        models: &[ReadModel],
        locking: &str,
    ) -> Result<Vec<Checkpoint>, ProjectionError> {
        // In one order, so that two rebuilds do not wait for each other in a circle.
        let sql = format!(
            "SELECT read_model, position, version, put_right FROM projections
              WHERE municipality = $1 AND read_model = ANY ($2) ORDER BY read_model {locking}"
        );
        let names = ReadModel::names(models);
        let rows: Vec<(String, i64, i32, Option<Vec<String>>)> =
            sqlx::query_as(&sql).bind(self.municipality.as_str()).bind(names).fetch_all(&mut self.connection).await?;
        // Asked when the others are held: an end from before they were would let one stand beyond it that does not.
        let head: i64 = sqlx::query_scalar("SELECT position FROM ledger_heads WHERE municipality = $1")
            .bind(self.municipality.as_str())
            .fetch_one(&mut self.connection)
            .await?;
        let checkpoint =
            |(read_model, position, version, put_right)| Checkpoint { read_model, position, version, put_right, head };
        Ok(rows.into_iter().map(checkpoint).collect())
    }

    /// Folds a batch into each read model, or into one.
    async fn fold(&mut self, batch: &Batch, only: Option<ReadModel>) -> Result<(), ProjectionError> {
        for (_, folding) in self.models.iter_mut().filter(|(model, _)| only.is_none_or(|only| only == *model)) {
            folding.fold(&mut self.connection, Place::Rebuilt, &self.municipality, batch).await?;
        }
        Ok(())
    }

    /// Folds what comes, and gives itself back when nothing more does.
    async fn fold_all(mut self, mut batches: mpsc::Receiver<Arc<Batch>>) -> Result<Self, ProjectionError> {
        while let Some(batch) = batches.recv().await {
            self.fold(&batch, None).await?;
            self.position = batch.last;
        }
        Ok(self)
    }

    /// Begins a transaction that holds the projectors of its read models up.
    async fn hold(&mut self) -> Result<Vec<Checkpoint>, ProjectionError> {
        self.connection.execute(format!("BEGIN; SET LOCAL lock_timeout = '{HOLDS_AND_WAITS}'").as_str()).await?;
        let live = self.checkpoints("FOR UPDATE").await?;
        self.connection.execute("SET LOCAL lock_timeout = 0").await?;
        // A newer program may have come in between.
        must_not_be_newer(&live)?;
        Ok(live)
    }

    /// Waits until nobody else has any of its checkpoints. Waits for one at a time, in no transaction, and so holds none
    /// while it waits for another.
    async fn wait(&mut self) -> Result<(), ProjectionError> {
        for model in self.names() {
            self.checkpoints_of(&[model], "FOR UPDATE").await?;
        }
        Ok(())
    }

    /// Folds the rest, compares, and changes what differs, in the transaction that it leaves open.
    async fn compare(&mut self, live: Vec<Checkpoint>) -> Result<Vec<Rebuilt>, ProjectionError> {
        let mut rebuilt = Vec::new();
        for live in live {
            let Some(model) = ReadModel::named(&live.read_model) else { continue };
            let (mut position, until) = (self.position, live.until(self.at_least));
            while position < until {
                let most = BATCH.min(until - position);
                let wanted = model.aggregates();
                let rows = read(&mut self.connection, &self.municipality, position, most, wanted).await?;
                let Some(batch) = decode(position, rows, &mut self.passing)? else {
                    return Err(ProjectionError::Gap { expected: position + 1, found: until });
                };
                self.fold(&batch, Some(model)).await?;
                position = batch.last;
            }
            rebuilt.push((model, live));
        }
        // Not in this transaction: the other lane notes the same, and would wait for this one.
        self.passing.note(&mut *self.guard.ledger().acquire().await?).await?;
        let (passed_over, has_found_more) = (self.passing.streams(), self.passing.has_found_more());
        // What was noted may have been put right since this rebuild began, which passed it over: then it is built once more.
        let is_stale = !self.passing.is_as_noted(&mut *self.guard.ledger().acquire().await?).await?;
        let mut result = Vec::new();
        for (model, live) in rebuilt {
            for (_, folding) in self.models.iter_mut().filter(|(folded, _)| *folded == model) {
                folding.finish(&mut self.connection, Place::Rebuilt, &self.municipality).await?;
            }
            let until = live.until(self.at_least);
            // One beyond the end is compared as one at the end would be.
            let is_compared = until == live.position.min(live.head);
            let Replaced { rows, differences, wrong } = if is_compared {
                let mut streams = passed_over.clone();
                streams.extend(ids_of(live.put_right.iter().flatten().map(String::as_str)));
                let differs = MayDiffer { streams, in_sums: has_found_more || live.put_right.is_some() };
                replace(&mut self.connection, model, &self.municipality, &differs).await?
            } else {
                let rows = put(&mut self.connection, model, &self.municipality).await?;
                Replaced { rows, differences: 0, wrong: 0 }
            };
            // Nothing is found where the live one was to differ: that it had been wrong before is then told as it was.
            let outdated = live.version != model.version();
            let found_wrong = (is_compared && !outdated).then_some(wrong);
            sqlx::query(
                "UPDATE projections
                    SET fault = NULL, beyond = false, version = $3, position = $4, not_rebuilt = NULL, not_rebuilt_since = NULL,
                        put_right = CASE WHEN $6::boolean THEN coalesce(put_right, '{}') || $7::text[] END,
                        moved_at = CASE WHEN position = $4 THEN moved_at ELSE clock_timestamp() END,
                        wrong_rows = CASE WHEN $5::bigint IS NULL THEN wrong_rows ELSE nullif($5, 0) END,
                        wrong_found_at = CASE WHEN $5 IS NULL THEN wrong_found_at WHEN $5 > 0 THEN clock_timestamp() END
                  WHERE read_model = $1 AND municipality = $2",
            )
            .bind(model.name())
            .bind(self.municipality.as_str())
            .bind(model.version())
            .bind(until)
            .bind(found_wrong)
            .bind(is_stale)
            .bind(passed_over.iter().map(Uuid::to_string).collect::<Vec<_>>())
            .execute(&mut self.connection)
            .await?;
            result.push(Rebuilt {
                model,
                events: until,
                rows,
                differences,
                wrong,
                outdated,
                passes_over: self.passing.is_any(),
            });
        }
        Ok(result)
    }

    /// Takes back what it did. Whoever is let go so is so by then: the server notices only later that a connection was dropped, and
    /// until then nobody leads what it held.
    async fn let_go(mut self) {
        let _ = self.connection.execute("ROLLBACK").await;
        let _ = self.connection.close().await;
    }
}

/// Folds until little is left, without holding anyone up. Reading and decoding go ahead of the folds.
async fn come_near(
    guard: &Arc<Guard>,
    municipality: &Municipality,
    mut lanes: Vec<Lane>,
    progress: &mut (dyn FnMut(i64) + Send),
) -> Result<Vec<Lane>, ProjectionError> {
    let mut position = 0;
    loop {
        let (mut live, mut models) = (Vec::new(), Vec::new());
        for lane in &mut lanes {
            let at_least = lane.at_least;
            live.extend(lane.checkpoints("").await?.iter().map(|live| live.until(at_least)));
            models.extend(lane.names());
        }
        let Some(until) = live.into_iter().min() else { return Ok(lanes) };
        if until <= position + NEAR {
            return Ok(lanes);
        }
        let (fetching, fetched) = mpsc::channel(AHEAD);
        let (decoding, mut batches) = mpsc::channel(AHEAD);
        let Some(passing) = lanes.first().map(|lane| lane.passing.clone()) else { return Ok(lanes) };
        let (mut reading, mut decoders) = (JoinSet::new(), JoinSet::new());
        let pool = guard.ledger().clone();
        reading.spawn(read_ahead(pool, municipality.clone(), position, until, wanted(&models), fetching));
        decoders.spawn(decode_ahead(fetched, decoding, passing));
        let (mut folds, mut queues) = (JoinSet::new(), Vec::new());
        for lane in std::mem::take(&mut lanes) {
            let (sender, receiver) = mpsc::channel(AHEAD);
            queues.push(sender);
            folds.spawn(lane.fold_all(receiver));
        }
        'batches: while let Some(batch) = batches.recv().await {
            let batch = Arc::new(batch?);
            for queue in &queues {
                if queue.send(Arc::clone(&batch)).await.is_err() {
                    // That lane has failed, and says below of what.
                    break 'batches;
                }
            }
            position = batch.last;
            progress(position);
        }
        drop(queues);
        while let Some(lane) = folds.join_next().await {
            lanes.push(lane.map_err(|broken| broken_off(&broken))??);
        }
        while let Some(passing) = decoders.join_next().await {
            let passing = passing.map_err(|broken| broken_off(&broken))?;
            for lane in &mut lanes {
                lane.passing.learn(&passing);
            }
        }
        if position < until {
            return Err(ProjectionError::Gap { expected: position + 1, found: until });
        }
    }
}

/// Holds the projectors of all lanes up.
///
/// Where somebody else has one of the checkpoints, it is waited for a moment only: what is held meanwhile, its projectors
/// cannot lead, and PostgreSQL does not see that the lanes belong together, and so would not end a circle of one lane
/// that holds, another that waits, and somebody else between them. Then all let go, and only when nobody else has it any
/// more all is tried again, after a pause in which the projectors get on.
async fn hold(lanes: &mut [Lane]) -> Result<Vec<Vec<Checkpoint>>, ProjectionError> {
    let mut pause = FIRST_PAUSE;
    loop {
        let mut held = Vec::with_capacity(lanes.len());
        let mut missing = None;
        for (nth, lane) in lanes.iter_mut().enumerate() {
            match lane.hold().await {
                Ok(live) => held.push(live),
                Err(error) if is_held_by_another(&error) => {
                    missing = Some(nth);
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        let Some(missing) = missing else { return Ok(held) };
        for lane in &mut *lanes {
            lane.connection.execute("ROLLBACK").await?;
        }
        tokio::time::sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
        if let Some(lane) = lanes.get_mut(missing) {
            lane.wait().await?;
        }
    }
}

/// Compares and changes side by side, and commits when all are done: where one of them fails, none is replaced. The
/// commits follow each other, so that where the second fails, what the first has replaced stays, and is told.
async fn finish(
    mut lanes: Vec<Lane>,
    progress: &mut (dyn FnMut(i64) + Send),
    replaced: &mut Vec<Rebuilt>,
) -> Result<(), ProjectionError> {
    // In one order, whoever asks for which, so that two rebuilds do not keep meeting each other halfway.
    lanes.sort_by_key(|lane| !lane.is_long());
    let held = hold(&mut lanes).await?;
    let mut comparing = JoinSet::new();
    for (mut lane, live) in lanes.into_iter().zip(held) {
        comparing.spawn(async move {
            let compared = lane.compare(live).await;
            (lane, compared)
        });
    }
    let (mut done, mut failed) = (Vec::new(), None);
    while let Some(compared) = comparing.join_next().await {
        let error = match compared {
            Ok((lane, Ok(models))) => {
                done.push((lane, models));
                continue;
            }
            Ok((lane, Err(error))) => {
                lane.let_go().await;
                error
            }
            Err(broken) => broken_off(&broken),
        };
        failed.get_or_insert(error);
    }
    if let Some(error) = failed {
        for (lane, _) in done {
            lane.let_go().await;
        }
        return Err(error);
    }
    done.sort_by_key(|(lane, _)| !lane.is_long());
    let mut rebuilt = Vec::new();
    let mut committed = Ok(());
    for (Lane { mut connection, .. }, models) in done {
        committed = connection.execute("COMMIT").await.map(|_| ());
        if committed.is_err() {
            break;
        }
        rebuilt.extend(models);
        // Whatever becomes of the connection now: what it did is done.
        let _ = connection.close().await;
    }
    rebuilt.sort_by_key(|rebuilt| rebuilt.model.name());
    if let Some(last) = rebuilt.iter().map(|rebuilt| rebuilt.events).max() {
        progress(last);
    }
    replaced.extend(rebuilt);
    Ok(committed?)
}

/// A task of the rebuild broke off, and what it did is gone: by a panic, or because the program ends.
fn broken_off(broken: &JoinError) -> ProjectionError {
    if broken.is_panic() { ProjectionError::Panicked } else { ProjectionError::Database(sqlx::Error::WorkerCrashed) }
}

/// None of them is a newer program's: what it has rebuilt, an older one must not replace.
fn must_not_be_newer(live: &[Checkpoint]) -> Result<(), ProjectionError> {
    let newer = live.iter().find_map(|live| {
        let model = ReadModel::named(&live.read_model)?;
        newer(model.name(), model.version(), live.version)
    });
    newer.map_or(Ok(()), Err)
}

/// Rows with the position before them.
type Fetched = Result<(i64, Vec<Row>), sqlx::Error>;

/// Reads up to `until`, as far ahead as the channel lets it.
async fn read_ahead(
    pool: PgPool,
    municipality: Municipality,
    mut position: i64,
    until: i64,
    wanted: Vec<&'static str>,
    fetched: mpsc::Sender<Fetched>,
) {
    while position < until {
        let (after, most) = (position, BATCH.min(until - position));
        let rows: Result<Vec<Row>, sqlx::Error> = async {
            let mut connection = pool.acquire().await?;
            read(&mut connection, &municipality, after, most, &wanted).await
        }
        .await;
        position = match rows.as_ref().map(|rows| rows.last()) {
            Ok(Some(last)) => last.position,
            // The ledger ends before the read models do; whoever folds finds that.
            Ok(None) => return,
            Err(_) => until,
        };
        if fetched.send(rows.map(|rows| (after, rows))).await.is_err() {
            return;
        }
    }
}

/// Decodes what was read, while more is being read and what was decoded before is being folded.
/// Gives back what it passed over.
async fn decode_ahead(
    mut fetched: mpsc::Receiver<Fetched>,
    batches: mpsc::Sender<Result<Batch, ProjectionError>>,
    mut passing: PassingOver,
) -> PassingOver {
    while let Some(rows) = fetched.recv().await {
        let batch = rows.map_err(ProjectionError::from).and_then(|(after, rows)| decode(after, rows, &mut passing));
        let Some(batch) = batch.transpose() else { break };
        if batches.send(batch).await.is_err() {
            break;
        }
    }
    passing
}

/// Puts what was rebuilt in the place of the live rows. Gives the number of rows.
async fn put(
    connection: &mut PgConnection,
    model: ReadModel,
    municipality: &Municipality,
) -> Result<i64, ProjectionError> {
    let mut rows = 0;
    for live in model.tables() {
        rows += put_table(connection, live, municipality).await?;
    }
    Ok(rows)
}

async fn put_table(
    connection: &mut PgConnection,
    live: &str,
    municipality: &Municipality,
) -> Result<i64, ProjectionError> {
    sqlx::query(&format!("DELETE FROM {live} WHERE municipality = $1"))
        .bind(municipality.as_str())
        .execute(&mut *connection)
        .await?;
    let rebuilt = Place::Rebuilt.table(live);
    let put = sqlx::query(&format!("INSERT INTO {live} SELECT * FROM {rebuilt}")).execute(&mut *connection).await?;
    Ok(i64::try_from(put.rows_affected()).unwrap_or(i64::MAX))
}

/// What of a live read model may differ from the rebuilt one, though it is of the same version and nobody changed it.
struct MayDiffer {
    /// What tells of these streams: something of them is passed over, or was put right since.
    streams: Vec<Uuid>,
    /// Whether any sum may, because no live read model knew what is passed over, or passed over what was put right.
    in_sums: bool,
}

/// The columns that tell of which things a row is.
const OF_THINGS: [&str; 4] = ["case_id", "report_id", "investigation_id", "aggregate_id"];

/// What became of the live rows.
struct Replaced {
    /// Rows rebuilt.
    rows: i64,
    /// Rows that differed.
    differences: i64,
    /// Those of them that nothing accounts for.
    wrong: i64,
}

/// Changes those rows of the live tables that are not as rebuilt.
///
/// What may differ accounts for rows in which one of its streams stands as an id; what a row has as text anybody may have written. And
/// for rows that tell of no thing, such as counts, where any other of the read model's rows differs by it, or any sum may.
async fn replace(
    connection: &mut PgConnection,
    model: ReadModel,
    municipality: &Municipality,
    may_differ: &MayDiffer,
) -> Result<Replaced, ProjectionError> {
    let mut replaced = Replaced { rows: 0, differences: 0, wrong: 0 };
    let (mut accounted_for, mut of_no_thing) = (0, 0);
    // Nobody knows it before, and so nobody makes other rows that come to the same sum.
    let seed = RandomState::new().hash_one(model.name()).cast_signed();
    for live in model.tables() {
        let rebuilt = Place::Rebuilt.table(live);
        // The sum of hashes does not depend on the order, and no row stands twice.
        let (count, same): (i64, bool) = sqlx::query_as(&format!(
            "SELECT r.rows, (r.rows, r.sum) IS NOT DISTINCT FROM (l.rows, l.sum)
               FROM (SELECT count(*) AS rows, sum(hash_record_extended(t, $2)) AS sum FROM {rebuilt} AS t) AS r,
                    (SELECT count(*) AS rows, sum(hash_record_extended(t, $2)) AS sum
                       FROM {live} AS t WHERE municipality = $1) AS l"
        ))
        .bind(municipality.as_str())
        .bind(seed)
        .fetch_one(&mut *connection)
        .await?;
        replaced.rows += count;
        if same {
            continue;
        }
        let wrong = format!("(SELECT * FROM {live} WHERE municipality = $1 EXCEPT SELECT * FROM {rebuilt})");
        let right = format!("(SELECT * FROM {rebuilt} EXCEPT SELECT * FROM {live} WHERE municipality = $1)");
        let ids = ids_in(connection, live).await?;
        let tells_of_things = ids.iter().any(|(name, _)| OF_THINGS.contains(&name.as_str()));
        let tells_of = |(name, is_list): &(String, bool)| {
            if *is_list {
                format!("coalesce({name} && $2, false)")
            } else {
                format!("coalesce({name} = ANY ($2), false)")
            }
        };
        let of_streams = ids.iter().map(tells_of).chain(["false".to_owned()]).collect::<Vec<_>>().join(" OR ");
        let (different, by_streams): (i64, i64) = sqlx::query_as(&format!(
            "SELECT count(*), count(*) FILTER (WHERE $2::uuid[] IS NOT NULL AND ({of_streams}))
               FROM ({wrong} UNION ALL {right}) AS different"
        ))
        .bind(municipality.as_str())
        .bind(&may_differ.streams)
        .fetch_one(&mut *connection)
        .await?;
        replaced.differences += different;
        accounted_for += by_streams;
        if tells_of_things {
            replaced.wrong += different - by_streams;
        } else {
            of_no_thing += different - by_streams;
        }
        put_table(connection, live, municipality).await?;
    }
    if accounted_for == 0 && !may_differ.in_sums {
        replaced.wrong += of_no_thing;
    }
    Ok(replaced)
}

/// The columns of the table that hold ids, and whether it is several each.
async fn ids_in(connection: &mut PgConnection, table: &str) -> Result<Vec<(String, bool)>, sqlx::Error> {
    sqlx::query_as(
        "SELECT attname::text, atttypid = 'uuid[]'::regtype FROM pg_attribute
          WHERE attrelid = $1::text::regclass AND atttypid IN ('uuid'::regtype, 'uuid[]'::regtype)
            AND attnum > 0 AND NOT attisdropped
          ORDER BY attnum",
    )
    .bind(table)
    .fetch_all(connection)
    .await
}

#[cfg(test)]
mod tests;
