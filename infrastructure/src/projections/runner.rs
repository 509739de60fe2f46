//! Follows every municipality's ledger for every read model.
//!
//! The row of `projections` is lock and checkpoint in one: whoever holds it leads, another server skips it, and it is
//! released with the transaction that moved it, also when the leader dies. (An advisory lock would have to be kept
//! in step with it.)
//!
//! Read models of one municipality that stand at the same position are folded from one reading and in one transaction.
//! Where that fails, each is tried alone: what stops one stops no other, and a fold that panics is stopped as one that meets
//! an event that it cannot read. Municipalities are followed side by side.
//!
//! What lacks most of a long ledger (after a large import, or since the read model is new) is not followed but built
//! beside the live rows, as a rebuild is. Where that fails it is followed after all, which shows what stops it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use futures::stream;
use futures::{FutureExt as _, StreamExt as _};
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, FromRow};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::back_off::{BackOffs, Failure};
use super::events::{decode, must_have_ended, read};
use super::kept::{Kept, Stamp};
use super::passing_over::{self, LookedAgain, PassingOver, RowsNotAsWritten};
use super::rebuild::{Rebuilt, build, rebuild, wanted};
use super::standing::{Standing, note_beyond, note_not_rebuilt, standings};
use super::{Folding, Place, ProjectionError, ReadModel, describe};
use crate::database::{WATCHED_WHILE_IDLE, begin};
use crate::ledger::bus::Ledger;
use crate::ledger::guard::Guard;
use crate::ledger::headway::Headway;

/// Events folded in one transaction.
const BATCH: i64 = 1_000;
/// Transactions of one municipality before the ledgers are looked at again, so that one that is far behind does not
/// keep others' news waiting.
const MOST_STEPS: usize = 2;
/// Municipalities followed side by side.
const SIDE_BY_SIDE: usize = 4;
/// How often other servers' commits are looked for; this process's own wake the runner at once.
const POLL: Duration = Duration::from_millis(200);
/// How soon who waits for a read model asks again the first time.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
/// The least time from one look to the next. Where commits come faster, several share a transaction.
const PACE: Duration = Duration::from_millis(5);
/// How long to wait after the database failed altogether.
const BACK_OFF: Duration = Duration::from_millis(500);
/// From how many missing events on a read model is built instead of followed, which has its own cost.
pub(super) const FAR: i64 = 20_000;
/// How often it is looked whether something stands beyond its ledger's end.
const LOOK_BEYOND: Duration = Duration::from_secs(1);
/// How often it is looked whether something is outdated.
const REBUILD_AGAIN: Duration = Duration::from_mins(1);

/// Held, with the municipality's number, by the server that builds or rebuilds its read models in the background.
pub(super) const BUILD_LOCK: i32 = 0x6275;

/// Gives the lock back. Where this fails, the connection is lost and the lock with it; closing alone would give it back a
/// little later.
async fn end_turn(mut turn: PgConnection, municipality: &Municipality) {
    let _ = sqlx::query("SELECT pg_advisory_unlock($1, $2::int)")
        .bind(BUILD_LOCK)
        .bind(municipality.as_str())
        .execute(&mut turn)
        .await;
    let _ = turn.close().await;
}

/// Logs which of them had been wrong. An outdated one was to differ; one that somebody else brought to this program's version
/// in the meantime was not.
fn tell_faults(municipality: &Municipality, rebuilt: &[Rebuilt]) {
    for Rebuilt { model, wrong, .. } in rebuilt.iter().filter(|rebuilt| rebuilt.is_fault()) {
        tracing::error!(read_model = model.name(), %municipality, rows = wrong, "a read model had been wrong");
    }
}

/// Projects; one per server is enough, and several do no harm.
pub struct Projector {
    /// For those who ask how far it has come.
    pool: PgPool,
    /// For its own work.
    tasks: PgPool,
    /// By which it knows what it is to pass over.
    guard: Arc<Guard>,
    committed: Arc<Notify>,
    headway: Arc<Headway>,
    progressed: Arc<Notify>,
    waits: BackOffs,
    /// How far this process has come, to spare those who wait for it a question. Only what is committed, and a commit is
    /// on disk: a database that crashed has it still.
    reached: Mutex<HashMap<(ReadModel, Municipality), i64>>,
    /// What a newer program has rebuilt, which this one leaves alone, as far as that has been told.
    left_alone: Mutex<HashSet<(ReadModel, Municipality)>>,
    /// What lacks more events than this, and more than it has taken in, is built and not followed.
    far: i64,
    /// Something is.
    far_behind: Notify,
    /// What could not be built, and is followed instead.
    not_built: Mutex<HashSet<(ReadModel, Municipality)>>,
    kept: Kept,
}

/// A read model that this projector leads until its transaction ends.
#[derive(FromRow)]
struct Lead {
    read_model: String,
    position: i64,
    written_by: String,
}

/// What a batch came to.
struct Folded {
    /// Its last position.
    last: i64,
    /// The read models it went into, in which state that leaves each, and what is remembered of it.
    models: Vec<(ReadModel, Stamp, Folding)>,
}

/// A municipality whose ledger is ahead of some read models.
struct Work {
    municipality: Municipality,
    models: Vec<ReadModel>,
    /// Where those that are farthest behind stand.
    position: i64,
}

/// What there is to do.
#[derive(Default)]
struct AllWork {
    /// What is followed.
    near: Vec<Work>,
    /// What is built.
    far: Vec<Far>,
}

/// A municipality of which some read models lack most of what its ledger holds up to `head`.
struct Far {
    municipality: Municipality,
    models: Vec<ReadModel>,
    head: i64,
}

/// What a look at all ledgers came to.
struct Looked {
    /// Whether there may be more to do.
    more: bool,
    /// The first failure that passes.
    failed: Option<sqlx::Error>,
}

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// Nothing to do, or another server does it.
    Idle,
    /// There may be more.
    Progressed,
}

/// A step that failed.
struct Failed {
    error: ProjectionError,
    /// Whoever stands beyond that position has got over it; nothing where it is not known how far the step had come.
    after: Option<i64>,
}

impl Failed {
    /// A step that begins after the position `from`.
    fn beginning(from: Option<i64>, error: ProjectionError) -> Self {
        let after = error.position().map(|position| position - 1).or(from);
        Self { error, after }
    }
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        Self::beginning(None, error.into())
    }
}

#[derive(FromRow)]
struct BehindRow {
    name: String,
    municipality: String,
    is_new: bool,
    /// A newer program has rebuilt it.
    is_newer: bool,
    faulty: bool,
    position: i64,
    head: i64,
}

impl BehindRow {
    /// Whether it lacks more events than `far`, and more than it has taken in, so that building it is sooner done.
    const fn is_far_behind(&self, far: i64) -> bool {
        let lacks = self.head - self.position;
        lacks > far && lacks > self.position
    }
}

impl Projector {
    /// A projector of that ledger, woken by what is committed in this process.
    pub fn new(ledger: &Ledger) -> Self {
        Self {
            pool: ledger.pool().clone(),
            tasks: ledger.tasks().clone(),
            guard: Arc::clone(ledger.guard()),
            committed: ledger.committed(),
            headway: ledger.headway(),
            progressed: Arc::new(Notify::new()),
            waits: BackOffs::default(),
            reached: Mutex::default(),
            left_alone: Mutex::default(),
            far: FAR,
            far_behind: Notify::new(),
            not_built: Mutex::default(),
            kept: Kept::default(),
        }
    }

    /// The same, which already builds what lacks more events than `far`.
    #[cfg(test)]
    pub(super) fn building_beyond(ledger: &Ledger, far: i64) -> Self {
        Self { far, ..Self::new(ledger) }
    }

    /// Runs until the task is aborted.
    pub async fn run(self: Arc<Self>) {
        // Ends with this task.
        let mut rebuilding = JoinSet::new();
        rebuilding.spawn(Arc::clone(&self).bring_up_to_date());
        rebuilding.spawn(Arc::clone(&self).watch_positions());
        loop {
            // Registered before looking, so that a commit between looking and waiting is not missed.
            let woken = self.committed.notified();
            let next = Instant::now() + PACE;
            match self.look(false).await {
                // Failures wait one by one and hold nothing else up.
                Ok(looked) if looked.more => {}
                Ok(_) => _ = timeout(POLL, woken).await,
                Err(error) => {
                    tracing::warn!(error = %error, "projections wait for the database");
                    tokio::time::sleep(BACK_OFF).await;
                }
            }
            sleep_until(next).await;
        }
    }

    /// Notes what stands beyond its ledger's end, and looks again at what was passed over.
    async fn watch_positions(self: Arc<Self>) {
        loop {
            if let Err(error) = self.look_again_at_what_was_passed_over().await {
                tracing::warn!(error = %describe(&error), "whether rows are as written again is not known");
            }
            if let Err(error) = note_beyond(&self.tasks).await {
                tracing::warn!(error = %error, "whether a position is beyond its ledger's end is not known");
            }
            tokio::time::sleep(LOOK_BEYOND).await;
        }
    }

    /// What is as written again is taken in: the read models that passed it over are rebuilt.
    pub(super) async fn look_again_at_what_was_passed_over(&self) -> Result<(), ProjectionError> {
        let LookedAgain { any, result } = passing_over::look_again(&self.guard).await;
        if any {
            self.far_behind.notify_one();
        }
        Ok(result?)
    }

    /// The rows of each municipality, or of one, that are known not to be as written.
    pub async fn not_as_written(
        &self,
        municipality: Option<&Municipality>,
    ) -> Result<Vec<RowsNotAsWritten>, sqlx::Error> {
        passing_over::not_as_written(&self.guard, &self.pool, municipality).await
    }

    /// Folds everything that is behind, what failed before included. What fails for one municipality keeps no other
    /// waiting; the first passing error is given back when all have had their turn.
    pub async fn catch_up(&self) -> Result<(), sqlx::Error> {
        let mut first = note_beyond(&self.tasks).await;
        loop {
            for far in self.work(true).await?.far {
                first = first.and(self.build(far).await);
            }
            let Looked { more, failed } = self.look(true).await?;
            first = first.and(failed.map_or(Ok(()), Err));
            if !more {
                return first;
            }
        }
    }

    /// Looks once what is behind and takes it on; with `at_once`, also what waits after a failure.
    async fn look(&self, at_once: bool) -> Result<Looked, sqlx::Error> {
        let asked = std::time::Instant::now();
        let AllWork { near, far } = self.work(at_once).await?;
        self.headway.followed(asked, near.iter().map(|work| (&work.municipality, work.position)));
        if !far.is_empty() {
            self.far_behind.notify_one();
        }
        let mut followed = stream::iter(near).map(|work| self.follow_together(work)).buffer_unordered(SIDE_BY_SIDE);
        let mut looked = Looked { more: false, failed: None };
        while let Some(followed) = followed.next().await {
            match followed {
                Ok(more) => looked.more |= more,
                Err(error) => looked.failed = looked.failed.or(Some(error)),
            }
        }
        Ok(looked)
    }

    /// Which read models are behind, without those that wait after a failure.
    async fn work(&self, at_once: bool) -> Result<AllWork, sqlx::Error> {
        let rows: Vec<BehindRow> = sqlx::query_as(
            "SELECT model.name, h.municipality, p.position IS NULL AS is_new,
                    coalesce(p.version > model.version, false) AS is_newer, p.fault IS NOT NULL AS faulty,
                    coalesce(p.position, 0) AS position, h.position AS head
               FROM ledger_heads h CROSS JOIN unnest($1::text[], $2::integer[]) AS model (name, version)
               LEFT JOIN projections p ON p.read_model = model.name AND p.municipality = h.municipality
              WHERE coalesce(p.position, 0) < h.position AND p.beyond IS NOT TRUE",
        )
        .bind(ReadModel::names(ReadModel::ALL))
        .bind(ReadModel::versions(ReadModel::ALL))
        .fetch_all(&self.tasks)
        .await?;
        let now = std::time::Instant::now();
        let (mut near, mut new) = (BTreeMap::<Municipality, Work>::new(), Vec::new());
        let mut far = BTreeMap::<Municipality, Far>::new();
        for row in rows {
            let (Some(model), Ok(municipality)) = (ReadModel::named(&row.name), row.municipality.parse()) else {
                continue;
            };
            if row.is_newer {
                self.leaves_alone(model, &municipality);
            } else if at_once || self.waits.may_try(model.name(), &municipality, row.faulty, now) {
                // What has stopped shows its fault where it stands.
                if row.is_far_behind(self.far) && !row.faulty && self.is_built(model, &municipality) {
                    let far = far.entry(municipality.clone());
                    far.or_insert_with(|| Far { municipality, models: Vec::new(), head: row.head }).models.push(model);
                    continue;
                }
                if row.is_new {
                    new.push((model, row.municipality));
                }
                let near = near.entry(municipality.clone());
                let work = near.or_insert_with(|| Work { municipality, models: Vec::new(), position: row.position });
                work.models.push(model);
                work.position = work.position.min(row.position);
            }
        }
        if !new.is_empty() {
            sqlx::query(
                "INSERT INTO projections (read_model, municipality, version)
                 SELECT * FROM unnest($1::text[], $2::text[], $3::integer[]) ON CONFLICT DO NOTHING",
            )
            .bind(new.iter().map(|(model, _)| model.name()).collect::<Vec<_>>())
            .bind(new.iter().map(|(_, municipality)| municipality.as_str()).collect::<Vec<_>>())
            .bind(new.iter().map(|(model, _)| model.version()).collect::<Vec<_>>())
            .execute(&self.tasks)
            .await?;
        }
        Ok(AllWork { near: near.into_values().collect(), far: far.into_values().collect() })
    }

    /// Whether it is built where it is far behind.
    fn is_built(&self, model: ReadModel, municipality: &Municipality) -> bool {
        !self.not_built.lock().unwrap_or_else(PoisonError::into_inner).contains(&(model, municipality.clone()))
    }

    /// Builds what is far behind. Several that do so at once do no harm: who comes last finds the same. A failure that passes
    /// is given back, and tried again later.
    async fn build(&self, Far { municipality, models, head }: Far) -> Result<(), sqlx::Error> {
        match build(&self.guard, &models, &municipality, head).await {
            Ok(built) => {
                let models: Vec<_> = built.iter().map(|built| built.model).collect();
                let read_models = ReadModel::names(&models);
                tracing::info!(%municipality, ?read_models, position = head, "read models far behind were built");
                self.has_reached(&models, &municipality, head);
                Ok(())
            }
            Err(error) => {
                let built: Vec<_> = error.replaced.iter().map(|built| built.model).collect();
                self.has_reached(&built, &municipality, head);
                let left: Vec<_> = models.into_iter().filter(|model| !built.contains(model)).collect();
                let read_models = ReadModel::names(&left);
                match error.cause {
                    ProjectionError::Database(cause) if super::is_transient(&cause) => {
                        tracing::warn!(%municipality, ?read_models, error = %cause, "read models far behind wait for the database");
                        let now = std::time::Instant::now();
                        for model in left {
                            self.waits.failed(model.name(), &municipality, Failure::Passing, now);
                        }
                        Err(cause)
                    }
                    cause => {
                        let error = describe(&cause);
                        tracing::warn!(%municipality, ?read_models, error, "read models far behind are followed step by step");
                        let mut not_built = self.not_built.lock().unwrap_or_else(PoisonError::into_inner);
                        not_built.extend(left.into_iter().map(|model| (model, municipality.clone())));
                        Ok(())
                    }
                }
            }
        }
    }

    /// The rows say what the newer program means by them; that program's servers keep them up. Told once.
    fn leaves_alone(&self, model: ReadModel, municipality: &Municipality) {
        let mut told = self.left_alone.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert((model, municipality.clone())) {
            let read_model = model.name();
            tracing::error!(read_model, %municipality, "a newer program has rebuilt a read model; this one is to be replaced");
        }
    }

    /// Follows one municipality's ledger for a while. Answers whether there may be more.
    async fn follow_together(&self, work: Work) -> Result<bool, sqlx::Error> {
        for _ in 0..MOST_STEPS {
            match self.step(&work.models, &work.municipality, None).await {
                Ok(Step::Progressed) => {}
                Ok(Step::Idle) => return Ok(false),
                Err(_) => {
                    // One of them failed, and which is only known when each goes alone.
                    let (mut more, mut result) = (false, Ok(()));
                    for model in &work.models {
                        match self.follow_alone(*model, &work.municipality).await {
                            Ok(progressed) => more |= progressed,
                            Err(error) => result = result.and(Err(error)),
                        }
                    }
                    return result.map(|()| more);
                }
            }
        }
        Ok(true)
    }

    async fn follow_alone(&self, model: ReadModel, municipality: &Municipality) -> Result<bool, sqlx::Error> {
        for _ in 0..MOST_STEPS {
            match self.step(&[model], municipality, None).await {
                Ok(Step::Progressed) => {}
                Ok(Step::Idle) => return Ok(false),
                Err(failed) => {
                    let failed = self.up_to_what_stops(model, municipality, failed).await;
                    return self.failed(model, municipality, failed).await;
                }
            }
        }
        Ok(true)
    }

    /// Takes in what stands before the event that cannot be taken in, and answers what is wrong with that one. A panic does not
    /// tell at which event it was: it is looked for among half as many events each time.
    async fn up_to_what_stops(&self, model: ReadModel, municipality: &Municipality, mut failed: Failed) -> Failed {
        // Among how many events after the last one taken in the one is at which a fold panics.
        let mut among = BATCH;
        loop {
            let panicked = matches!(failed.error, ProjectionError::Panicked);
            let before = match (failed.error.position(), failed.after) {
                (Some(position), _) => position,
                (None, Some(after)) if panicked && among > 1 => after + among / 2 + 1,
                (None, _) => return failed,
            };
            match self.step(&[model], municipality, Some(before)).await {
                Ok(Step::Progressed) if panicked => {
                    failed.after = Some(before - 1);
                    among -= among / 2;
                }
                Ok(Step::Progressed) => {}
                Ok(Step::Idle) => return failed,
                Err(another) => {
                    if panicked && matches!(another.error, ProjectionError::Panicked) {
                        among /= 2;
                    }
                    failed = another;
                }
            }
        }
    }

    /// Waits where that helps; otherwise stops, visibly: skipping an event would make every figure after it wrong.
    ///
    /// The lead is gone when this is written. Where another leader has got over it meanwhile, a fault would be told of
    /// that nobody has, and stay until the next event.
    async fn failed(
        &self,
        model: ReadModel,
        municipality: &Municipality,
        Failed { error, after }: Failed,
    ) -> Result<bool, sqlx::Error> {
        let name = model.name();
        let error = match error {
            ProjectionError::Database(error) if super::is_transient(&error) => {
                let wait = self.waits.failed(name, municipality, Failure::Passing, std::time::Instant::now());
                tracing::warn!(read_model = name, %municipality, error = %error, ?wait, "a projector waits");
                return Err(error);
            }
            error => error,
        };
        let again_in = self.waits.failed(name, municipality, Failure::Fault, std::time::Instant::now());
        let reason = describe(&error);
        let written = sqlx::query(
            "UPDATE projections SET fault = $3
              WHERE read_model = $1 AND municipality = $2 AND fault IS DISTINCT FROM $3
                AND ($4::bigint IS NULL OR position <= $4)",
        )
        .bind(name)
        .bind(municipality.as_str())
        .bind(&reason)
        .bind(after)
        .execute(&self.tasks)
        .await?;
        if written.rows_affected() > 0 {
            tracing::error!(read_model = name, %municipality, error = %reason, ?again_in, "a projector stopped");
        } else {
            tracing::warn!(read_model = name, %municipality, error = %reason, ?again_in, "a projector stays stopped, unless another got over it");
        }
        Ok(false)
    }

    /// Folds one batch into those of the read models that are farthest behind and that no one else leads; only events
    /// before the position `before`, if given.
    async fn step(
        &self,
        models: &[ReadModel],
        municipality: &Municipality,
        before: Option<i64>,
    ) -> Result<Step, Failed> {
        loop {
            let Failed { error, after } = match self.step_over(models, municipality, before).await {
                Ok(step) => return Ok(step),
                Err(failed) => failed,
            };
            let goes_on = passing_over::goes_on_after(&self.guard, municipality, &error).await;
            if !goes_on.map_err(|error| Failed { error, after })? {
                return Err(Failed { error, after });
            }
        }
    }

    async fn step_over(
        &self,
        models: &[ReadModel],
        municipality: &Municipality,
        before: Option<i64>,
    ) -> Result<Step, Failed> {
        let mut transaction = begin(&self.tasks).await?;
        let held = hold(&mut transaction, models, municipality).await?;
        let from = held.iter().map(|lead| lead.position).min();
        let folded = match from {
            Some(from) => {
                // What it had in hand is dropped with it, and the transaction undone: nothing is left half changed.
                let folding = AssertUnwindSafe(self.fold_next(&mut transaction, &held, from, municipality, before));
                folding.catch_unwind().await.unwrap_or(Err(ProjectionError::Panicked))
            }
            None => Ok(None),
        };
        let folded = match folded {
            Ok(Some(folded)) => folded,
            nothing => {
                // Said, not left to the drop, which would hold the lead until the connection is next looked at: the
                // next look at the ledger would then pass these read models over.
                transaction.rollback().await?;
                return nothing.map(|_| Step::Idle).map_err(|error| Failed::beginning(from, error));
            }
        };
        transaction.commit().await?;
        let models: Vec<ReadModel> = folded.models.iter().map(|(model, ..)| *model).collect();
        for (model, stamp, folding) in folded.models {
            self.kept.put(municipality, model, stamp, folding);
        }
        self.has_reached(&models, municipality, folded.last);
        Ok(Step::Progressed)
    }

    /// Folds one batch in the transaction into those of the read models held that stand at `position`, where the
    /// farthest behind do; `None` when there is nothing to fold.
    async fn fold_next(
        &self,
        transaction: &mut PgConnection,
        held: &[Lead],
        position: i64,
        municipality: &Municipality,
        before: Option<i64>,
    ) -> Result<Option<Folded>, ProjectionError> {
        let stamps = at(held, position);
        let models: Vec<ReadModel> = stamps.iter().map(|(model, _)| *model).collect();
        // Up to where the next one stands, with which they then go on.
        let next = held.iter().map(|lead| lead.position).filter(|next| *next > position).min();
        let until = [next, before.map(|before| before - 1)].into_iter().flatten().min();
        let most = until.map_or(BATCH, |until| BATCH.min(until - position));
        if most <= 0 {
            return Ok(None);
        }
        let mut passing = PassingOver::noted(&self.guard, &mut *transaction, municipality).await?;
        let rows = read(&mut *transaction, municipality, position, most, &wanted(&models)).await?;
        let Some(batch) = decode(position, rows, &mut passing)? else {
            must_have_ended(&mut *transaction, municipality, position).await?;
            return Ok(None);
        };
        let mut foldings = HashMap::new();
        for (model, stamp) in &stamps {
            let mut folding = self.kept.take(municipality, *model, stamp);
            folding.fold(&mut *transaction, Place::Live, municipality, &batch).await?;
            foldings.insert(model.name(), (*model, folding));
        }
        passing.note(&mut *transaction).await?;
        let written: Vec<(String, String)> = sqlx::query_as(
            "UPDATE projections SET position = $3, fault = NULL, moved_at = clock_timestamp()
              WHERE municipality = $1 AND read_model = ANY ($2) RETURNING read_model, xmin::text",
        )
        .bind(municipality.as_str())
        .bind(ReadModel::names(&models))
        .bind(batch.last)
        .fetch_all(&mut *transaction)
        .await?;
        let models = written.into_iter().filter_map(|(name, written_by)| {
            let (model, folding) = foldings.remove(name.as_str())?;
            Some((model, Stamp { position: batch.last, written_by }, folding))
        });
        Ok(Some(Folded { last: batch.last, models: models.collect() }))
    }

    fn has_reached(&self, models: &[ReadModel], municipality: &Municipality, position: i64) {
        {
            let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
            for model in models {
                self.waits.succeeded(model.name(), municipality);
                let known = reached.entry((*model, municipality.clone())).or_default();
                *known = position.max(*known);
            }
        }
        self.progressed.notify_waiters();
    }

    /// Builds, one after the other, what is far behind, and rebuilds what an older program has projected. Projectors go on
    /// meanwhile. In a rolling upgrade an older server may begin with another ledger at any time, and so this never ends.
    async fn bring_up_to_date(self: Arc<Self>) {
        loop {
            if let Err(error) = self.build_and_rebuild().await {
                tracing::warn!(error = %error, "read models far behind or outdated wait for the database");
                tokio::time::sleep(BACK_OFF).await;
            }
            let _ = timeout(REBUILD_AGAIN, self.far_behind.notified()).await;
        }
    }

    pub(super) async fn build_and_rebuild(&self) -> Result<(), sqlx::Error> {
        self.build_what_is_far_behind().await?;
        self.rebuild_outdated().await
    }

    /// One after the other, each as it stands when its turn comes: another server may have built it meanwhile. What another
    /// server is building is left to it.
    pub(super) async fn build_what_is_far_behind(&self) -> Result<(), sqlx::Error> {
        let mut left_to_others = HashSet::new();
        loop {
            let far = self.work(false).await?.far.into_iter();
            let mut far = far.filter(|far| !left_to_others.contains(&far.municipality));
            let Some(Far { municipality, .. }) = far.next() else { return Ok(()) };
            let Some(turn) = self.turn_to_build(&municipality).await? else {
                left_to_others.insert(municipality);
                continue;
            };
            // As it stands now that nobody else builds it.
            let far = self.work(false).await?.far.into_iter().find(|far| far.municipality == municipality);
            if let Some(far) = far {
                // What failed is told there, and waits its turn.
                let _ = self.build(far).await;
            }
            end_turn(turn, &municipality).await;
        }
    }

    /// A connection that holds the lock of building and rebuilding for as long as it lives; `None` where another server
    /// has it. Several that built the same would do no harm, and all of the work as often.
    async fn turn_to_build(&self, municipality: &Municipality) -> Result<Option<PgConnection>, sqlx::Error> {
        let mut turn = self.tasks.acquire().await?.detach();
        sqlx::query(WATCHED_WHILE_IDLE).execute(&mut turn).await?;
        let alone: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1, $2::int)")
            .bind(BUILD_LOCK)
            .bind(municipality.as_str())
            .fetch_one(&mut turn)
            .await?;
        if alone {
            return Ok(Some(turn));
        }
        let _ = turn.close().await;
        Ok(None)
    }

    /// The read models that an older program has projected, or that passed over rows which were put right since, by municipality.
    async fn outdated(&self) -> Result<BTreeMap<Municipality, Vec<ReadModel>>, sqlx::Error> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT p.municipality, p.read_model FROM projections p
               JOIN unnest($1::text[], $2::integer[]) AS model (name, version)
                 ON model.name = p.read_model
                AND (model.version > p.version OR model.version = p.version AND p.put_right IS NOT NULL)
              ORDER BY p.municipality, p.read_model",
        )
        .bind(ReadModel::names(ReadModel::ALL))
        .bind(ReadModel::versions(ReadModel::ALL))
        .fetch_all(&self.tasks)
        .await?;
        let mut outdated = BTreeMap::<Municipality, Vec<ReadModel>>::new();
        for (municipality, name) in rows {
            let (Ok(municipality), Some(model)) = (municipality.parse(), ReadModel::named(&name)) else { continue };
            outdated.entry(municipality).or_default().push(model);
        }
        Ok(outdated)
    }

    async fn rebuild_outdated(&self) -> Result<(), sqlx::Error> {
        for municipality in self.outdated().await?.into_keys() {
            // What is built is followed by nobody meanwhile, and so comes before what is only outdated.
            self.build_what_is_far_behind().await?;
            let Some(turn) = self.turn_to_build(&municipality).await? else { continue };
            // As it stands now that nobody else rebuilds it.
            let mut told = Ok(());
            if let Some(models) = self.outdated().await?.remove(&municipality) {
                let read_models = ReadModel::names(&models);
                match rebuild(&self.guard, &models, &municipality, &mut |_| {}).await {
                    Ok(rebuilt) => {
                        tell_faults(&municipality, &rebuilt);
                        tracing::info!(%municipality, ?read_models, "outdated read models were rebuilt");
                    }
                    Err(error) => {
                        tell_faults(&municipality, &error.replaced);
                        let is_done = |model: &ReadModel| error.replaced.iter().any(|rebuilt| rebuilt.model == *model);
                        let left: Vec<ReadModel> = models.into_iter().filter(|model| !is_done(model)).collect();
                        let reason = describe(&error.cause);
                        tracing::error!(%municipality, read_models = ?ReadModel::names(&left), error = %reason, "outdated read models stay as they are");
                        told = note_not_rebuilt(&self.tasks, &left, &municipality, &reason).await;
                    }
                }
            }
            end_turn(turn, &municipality).await;
            told?;
        }
        Ok(())
    }

    /// Waits until those read models of the municipality stand at `position`, so that a sender reads its own writes: not
    /// where they are so far behind that they do not come there in a moment. Answers whether it came to that in time.
    pub async fn wait_for(
        &self,
        municipality: &Municipality,
        position: i64,
        models: &[ReadModel],
        patience: Duration,
    ) -> Result<bool, sqlx::Error> {
        self.wait(municipality, position, models, Waiting { for_stopped: true, patience }).await
    }

    /// The same, where one that has stopped holds nobody up.
    pub async fn wait_for_those_that_run(
        &self,
        municipality: &Municipality,
        position: i64,
        models: &[ReadModel],
        patience: Duration,
    ) -> Result<bool, sqlx::Error> {
        self.wait(municipality, position, models, Waiting { for_stopped: false, patience }).await
    }

    /// Waits until all read models that tell of such aggregates stand at `position`, so that whatever the sender asks next is
    /// answered as it is after the command. One that has stopped, or is so far behind that it does not come there in a
    /// moment, holds no sender up. Answers whether it came to that in time.
    pub async fn wait_for_all_that_tell_of(
        &self,
        aggregate: &str,
        municipality: &Municipality,
        position: i64,
        patience: Duration,
    ) -> Result<bool, sqlx::Error> {
        let models: Vec<ReadModel> =
            ReadModel::ALL.iter().copied().filter(|model| model.aggregates().contains(&aggregate)).collect();
        self.wait_for_those_that_run(municipality, position, &models, patience).await
    }

    async fn wait(
        &self,
        municipality: &Municipality,
        position: i64,
        models: &[ReadModel],
        waiting: Waiting,
    ) -> Result<bool, sqlx::Error> {
        let until = Instant::now() + waiting.patience;
        // Where another server brings them there, nothing tells: asked often at first, and ever less so.
        let mut pause = FIRST_PAUSE;
        loop {
            let progressed = self.progressed.notified();
            if self.is_known_at(municipality, position, models) {
                return Ok(true);
            }
            let there = self.position_of(municipality, models, waiting.for_stopped).await?;
            if there >= position {
                return Ok(true);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || position - there > self.far {
                return Ok(false);
            }
            if timeout(pause.min(left), progressed).await.is_err() {
                pause = POLL.min(pause * 2);
            }
        }
    }

    /// Whether this process itself has brought them there.
    fn is_known_at(&self, municipality: &Municipality, position: i64, models: &[ReadModel]) -> bool {
        let reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        models
            .iter()
            .all(|model| reached.get(&(*model, municipality.clone())).is_some_and(|reached| *reached >= position))
    }

    /// The position that every read model of the municipality has reached.
    pub async fn position(&self, municipality: &Municipality) -> Result<i64, sqlx::Error> {
        self.position_of(municipality, ReadModel::ALL, true).await
    }

    async fn position_of(
        &self,
        municipality: &Municipality,
        models: &[ReadModel],
        also_stopped: bool,
    ) -> Result<i64, sqlx::Error> {
        // Of no read models all stand at the end.
        sqlx::query_scalar(
            // What stands beyond the end is not there: it has stopped where nobody knows.
            "SELECT coalesce(min(CASE WHEN p.beyond OR p.position > h.position THEN 0 ELSE coalesce(p.position, 0) END),
                             9223372036854775807)
               FROM unnest($1::text[]) AS model (name)
               LEFT JOIN projections p ON p.read_model = model.name AND p.municipality = $2
               LEFT JOIN ledger_heads h ON h.municipality = $2
              WHERE $3 OR p.fault IS NULL AND (p.beyond OR p.position > h.position) IS NOT TRUE",
        )
        .bind(ReadModel::names(models))
        .bind(municipality.as_str())
        .bind(also_stopped)
        .fetch_one(&self.pool)
        .await
    }

    /// Where all read models, and the intake, stand, of one municipality or of all.
    pub async fn standings(&self, municipality: Option<&Municipality>) -> Result<Vec<Standing>, sqlx::Error> {
        standings(&self.pool, municipality).await
    }

    /// Every read model, and the intake, of every municipality that lacks events, has stopped, is outdated or had been wrong.
    pub async fn behind(&self) -> Result<Vec<Standing>, sqlx::Error> {
        let mut standings = self.standings(None).await?;
        standings.retain(|standing| {
            standing.lag() > 0
                || standing.fault.is_some()
                || standing.outdated().is_some()
                || standing.had_been_wrong().is_some()
        });
        Ok(standings)
    }

    /// Which projectors, the intake among them, have stopped, and why.
    pub async fn faults(&self) -> Result<Vec<(String, String, String)>, sqlx::Error> {
        sqlx::query_as("SELECT read_model, municipality, fault FROM projections WHERE fault IS NOT NULL ORDER BY 2, 1")
            .fetch_all(&self.pool)
            .await
    }
}

/// How somebody waits for read models.
#[derive(Clone, Copy)]
struct Waiting {
    /// Whether those that have stopped are waited for, too.
    for_stopped: bool,
    patience: Duration,
}

/// Takes the lead of those of the read models that no one else leads; gives where each of them stands.
async fn hold(
    transaction: &mut PgConnection,
    models: &[ReadModel],
    municipality: &Municipality,
) -> Result<Vec<Lead>, sqlx::Error> {
    sqlx::query_as(
        // Under the lock a newer program may have rebuilt it: what an older one folds does not belong into that.
        "SELECT p.read_model, p.position, p.xmin::text AS written_by FROM projections p
           JOIN unnest($2::text[], $3::integer[]) AS model (name, version)
             ON model.name = p.read_model AND p.version <= model.version
          WHERE p.municipality = $1 AND NOT p.beyond FOR UPDATE OF p SKIP LOCKED",
    )
    .bind(municipality.as_str())
    .bind(ReadModel::names(models))
    .bind(ReadModel::versions(models))
    .fetch_all(&mut *transaction)
    .await
}

/// Those that stand at the position, and in which state.
fn at(held: &[Lead], position: i64) -> Vec<(ReadModel, Stamp)> {
    let there = held.iter().filter(|lead| lead.position == position);
    let stamp = |lead: &Lead| Stamp { position, written_by: lead.written_by.clone() };
    there.filter_map(|lead| Some((ReadModel::named(&lead.read_model)?, stamp(lead)))).collect()
}
