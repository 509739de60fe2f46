//! Rebuilding read models from the ledger beside the live ones, and saying whether they were the same.
//!
//! What is rebuilt stands in temporary tables, which no one else sees and which are gone with their connection: a
//! rebuild that is killed leaves nothing behind. Projectors go on meanwhile. They are held up only at the end, while
//! the last events are folded, both are compared, and what differs is changed; readers see the old rows until then.

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, Executor as _};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::events::{Row, decode, read};
use super::standing::newer;
use super::{Batch, Folding, Place, ProjectionError, ReadModel};

/// Events folded at a time.
const BATCH: i64 = 10_000;
/// Batches that are read ahead of the decoder, and decoded ahead of the fold.
const AHEAD: usize = 2;
/// How far behind the live read models the last events may be folded while projectors are held up.
const NEAR: i64 = 2_000;

/// What the rebuild of a read model came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// Which.
    pub model: ReadModel,
    /// Events folded.
    pub events: i64,
    /// Rows of the rebuilt read model, superseded versions included.
    pub rows: i64,
    /// Rows in which the live read model differed; anything but zero was a fault, unless it was outdated.
    pub differences: i64,
    /// Whether the live one was of another version of the program's read model, and so was to differ.
    pub outdated: bool,
}

impl Rebuilt {
    /// Whether the live one had been wrong.
    pub const fn is_fault(&self) -> bool {
        self.differences > 0 && !self.outdated
    }
}

/// Rebuilds read models of one municipality and puts them in the place of the live ones where these differ.
///
/// Rebuilt and compared is what each live one has taken in, its checkpoint's position included; what lies beyond is
/// the projector's to add. The events are read once for all of them.
pub async fn rebuild(
    pool: &PgPool,
    models: &[ReadModel],
    municipality: &Municipality,
    progress: &mut (dyn FnMut(i64) + Send),
) -> Result<Vec<Rebuilt>, ProjectionError> {
    // A connection of its own: temporary tables must go with it, whatever becomes of the rebuild.
    let mut connection = pool.acquire().await?.detach();
    // It may take its time, which questions may not, and room for what it writes and sorts by itself.
    connection
        .execute(
            "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
             SET temp_buffers = '64MB'; SET work_mem = '32MB'; SET maintenance_work_mem = '64MB'",
        )
        .await?;
    let mut rebuilt = Vec::with_capacity(models.len());
    for models in apart(&mut connection, models, municipality).await? {
        let mut rebuilding = Rebuilding::begin(&mut connection, &models, municipality).await?;
        rebuilding.come_near(pool, &mut connection, progress).await?;
        rebuilt.extend(rebuilding.finish(&mut connection, progress).await?);
    }
    connection.close().await?;
    Ok(rebuilt)
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

struct Rebuilding<'a> {
    municipality: &'a Municipality,
    models: Vec<(ReadModel, Folding)>,
    /// Up to where all of them are folded.
    position: i64,
}

/// Where a live read model stands.
#[derive(sqlx::FromRow)]
struct Checkpoint {
    read_model: String,
    position: i64,
    version: i32,
}

/// The aggregates that any of the read models wants.
pub(super) fn wanted(models: &[ReadModel]) -> Vec<&'static str> {
    let mut wanted: Vec<_> = models.iter().flat_map(|model| model.aggregates()).copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

impl<'a> Rebuilding<'a> {
    async fn begin(
        connection: &mut PgConnection,
        models: &[ReadModel],
        municipality: &'a Municipality,
    ) -> Result<Self, ProjectionError> {
        sqlx::query(
            "INSERT INTO projections (read_model, municipality, version)
             SELECT model.name, $2, model.version FROM unnest($1::text[], $3::integer[]) AS model (name, version)
             ON CONFLICT DO NOTHING",
        )
        .bind(ReadModel::names(models))
        .bind(municipality.as_str())
        .bind(ReadModel::versions(models))
        .execute(&mut *connection)
        .await?;
        let rebuilding =
            Self { municipality, models: models.iter().map(|model| (*model, model.folding())).collect(), position: 0 };
        must_not_be_newer(&rebuilding.checkpoints(connection, "").await?)?;
        for table in models.iter().flat_map(|model| model.tables()) {
            let rebuilt = Place::Rebuilt.table(table);
            sqlx::query(&format!("CREATE TEMP TABLE {rebuilt} (LIKE {table} INCLUDING DEFAULTS)"))
                .execute(&mut *connection)
                .await?;
        }
        Ok(rebuilding)
    }

    fn names(&self) -> Vec<ReadModel> {
        self.models.iter().map(|(model, _)| *model).collect()
    }

    async fn checkpoints(
        &self,
        connection: &mut PgConnection,
        locking: &str,
    ) -> Result<Vec<Checkpoint>, ProjectionError> {
        // In one order, so that two rebuilds do not wait for each other in a circle.
        let sql = format!(
            "SELECT read_model, position, version FROM projections
              WHERE municipality = $1 AND read_model = ANY ($2) ORDER BY read_model {locking}"
        );
        let names = ReadModel::names(&self.names());
        Ok(sqlx::query_as(&sql).bind(self.municipality.as_str()).bind(names).fetch_all(connection).await?)
    }

    /// Folds until little is left, without holding anyone up. Reading and decoding go ahead of the fold.
    async fn come_near(
        &mut self,
        pool: &PgPool,
        connection: &mut PgConnection,
        progress: &mut (dyn FnMut(i64) + Send),
    ) -> Result<(), ProjectionError> {
        loop {
            let live = self.checkpoints(connection, "").await?;
            let Some(until) = live.iter().map(|live| live.position).min() else { return Ok(()) };
            if until <= self.position + NEAR {
                return Ok(());
            }
            let (fetching, fetched) = mpsc::channel(AHEAD);
            let (decoding, mut batches) = mpsc::channel(AHEAD);
            let mut ahead = JoinSet::new();
            let (pool, municipality, wanted) = (pool.clone(), self.municipality.clone(), wanted(&self.names()));
            ahead.spawn(read_ahead(pool, municipality, self.position, until, wanted, fetching));
            ahead.spawn(decode_ahead(fetched, decoding));
            while let Some(batch) = batches.recv().await {
                let batch = batch?;
                self.fold(connection, &batch, None).await?;
                self.position = batch.last;
                progress(self.position);
            }
            if self.position < until {
                return Err(ProjectionError::Gap { expected: self.position + 1, found: until });
            }
        }
    }

    /// Folds a batch into each read model, or into one.
    async fn fold(
        &mut self,
        connection: &mut PgConnection,
        batch: &Batch,
        only: Option<ReadModel>,
    ) -> Result<(), ProjectionError> {
        for (_, folding) in self.models.iter_mut().filter(|(model, _)| only.is_none_or(|only| only == *model)) {
            folding.fold(connection, Place::Rebuilt, self.municipality, batch).await?;
        }
        Ok(())
    }

    /// Holds the projectors, folds the rest, compares, and changes what differs.
    async fn finish(
        mut self,
        connection: &mut PgConnection,
        progress: &mut (dyn FnMut(i64) + Send),
    ) -> Result<Vec<Rebuilt>, ProjectionError> {
        let mut transaction = connection.begin().await?;
        let mut rebuilt = Vec::new();
        let live = self.checkpoints(&mut transaction, "FOR UPDATE").await?;
        // A newer program may have come in between.
        must_not_be_newer(&live)?;
        for live in live {
            let Some(model) = ReadModel::named(&live.read_model) else { continue };
            let mut position = self.position;
            while position < live.position {
                let most = BATCH.min(live.position - position);
                let rows = read(&mut transaction, self.municipality, position, most, model.aggregates()).await?;
                let Some(batch) = decode(position, rows)? else {
                    return Err(ProjectionError::Gap { expected: position + 1, found: live.position });
                };
                self.fold(&mut transaction, &batch, Some(model)).await?;
                position = batch.last;
                progress(position);
            }
            rebuilt.push((model, live));
        }
        let mut result = Vec::new();
        for (model, live) in rebuilt {
            for (_, folding) in self.models.iter_mut().filter(|(folded, _)| *folded == model) {
                folding.finish(&mut transaction, Place::Rebuilt, self.municipality).await?;
            }
            let (rows, differences) = replace(&mut transaction, model, self.municipality).await?;
            sqlx::query(
                "UPDATE projections SET fault = NULL, version = $3 WHERE read_model = $1 AND municipality = $2",
            )
            .bind(model.name())
            .bind(self.municipality.as_str())
            .bind(model.version())
            .execute(&mut *transaction)
            .await?;
            let outdated = live.version != model.version();
            result.push(Rebuilt { model, events: live.position, rows, differences, outdated });
        }
        transaction.commit().await?;
        Ok(result)
    }
}

/// None of them is a newer program's: what it has rebuilt, an older one must not replace.
fn must_not_be_newer(live: &[Checkpoint]) -> Result<(), ProjectionError> {
    let newer = live.iter().find_map(|live| newer(ReadModel::named(&live.read_model)?, live.version));
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
async fn decode_ahead(mut fetched: mpsc::Receiver<Fetched>, batches: mpsc::Sender<Result<Batch, ProjectionError>>) {
    while let Some(rows) = fetched.recv().await {
        let batch = rows.map_err(ProjectionError::from).and_then(|(after, rows)| decode(after, rows));
        let Some(batch) = batch.transpose() else { return };
        if batches.send(batch).await.is_err() {
            return;
        }
    }
}

/// Changes those rows of the live tables that are not as rebuilt. Gives the number of rows rebuilt, and of differing
/// ones.
async fn replace(
    connection: &mut PgConnection,
    model: ReadModel,
    municipality: &Municipality,
) -> Result<(i64, i64), ProjectionError> {
    let (mut rows, mut differences) = (0, 0);
    for live in model.tables() {
        let rebuilt = Place::Rebuilt.table(live);
        // The sum of hashes does not depend on the order, and no row stands twice.
        let (count, same): (i64, bool) = sqlx::query_as(&format!(
            "SELECT r.rows, (r.rows, r.sum) IS NOT DISTINCT FROM (l.rows, l.sum)
               FROM (SELECT count(*) AS rows, sum(hash_record_extended(t, 0)) AS sum FROM {rebuilt} AS t) AS r,
                    (SELECT count(*) AS rows, sum(hash_record_extended(t, 0)) AS sum
                       FROM {live} AS t WHERE municipality = $1) AS l"
        ))
        .bind(municipality.as_str())
        .fetch_one(&mut *connection)
        .await?;
        rows += count;
        if same {
            continue;
        }
        let wrong = format!("(SELECT * FROM {live} WHERE municipality = $1 EXCEPT SELECT * FROM {rebuilt})");
        let right = format!("(SELECT * FROM {rebuilt} EXCEPT SELECT * FROM {live} WHERE municipality = $1)");
        let different: i64 =
            sqlx::query_scalar(&format!("SELECT count(*) FROM ({wrong} UNION ALL {right}) AS different"))
                .bind(municipality.as_str())
                .fetch_one(&mut *connection)
                .await?;
        differences += different;
        sqlx::query(&format!("DELETE FROM {live} WHERE municipality = $1"))
            .bind(municipality.as_str())
            .execute(&mut *connection)
            .await?;
        sqlx::query(&format!("INSERT INTO {live} SELECT * FROM {rebuilt}")).execute(&mut *connection).await?;
    }
    Ok((rows, differences))
}
