//! `rebuild` and `projections`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::ledger::guard::Guard;
use case_ledger_infrastructure::projections::rebuild::{Rebuilt, Unfinished, rebuild as rebuild_read_models};
use case_ledger_infrastructure::projections::standing::{
    HadBeenWrong, Outdated, Standing, acknowledge, retry, standings, take_in_anew,
};
use case_ledger_infrastructure::projections::{ProjectionError, ReadModel};
use futures::{StreamExt as _, stream};

use super::{Outcome, bar, say};
use crate::cli::{ProjectionsArgs, RebuildArgs};
use crate::place::Place;

/// Connections for questions of `projections` and `rebuild`. What rebuilds has connections of its own.
const CONNECTIONS: u32 = 2;
/// Over how long rates are measured.
const RATE_PERIOD: Duration = Duration::from_secs(1);

/// Rebuilds read models; the exit code is 2 when one had been wrong or passes over rows that are not as written, and 1 when one could not be rebuilt.
pub async fn rebuild(args: RebuildArgs) -> Outcome {
    let models = match &args.read_model {
        None => ReadModel::ALL.to_vec(),
        Some(name) => {
            let names = ReadModel::ALL.iter().map(|model| model.name()).collect::<Vec<_>>().join(", ");
            vec![ReadModel::named(name).ok_or_else(|| format!("there is no read model {name}; there are {names}"))?]
        }
    };
    let parallel = usize::from(args.parallel.get());
    let place = Place::open(&args.place, CONNECTIONS).await?;
    let guard = Arc::clone(place.ledger.guard());
    let municipalities = place.ledger.municipalities().await?;
    let all = municipalities.iter().map(|(_, _, head)| u64::try_from(*head).unwrap_or_default()).sum();
    let progress = bar(all, "rebuilding");
    let mut rebuilt = stream::iter(municipalities)
        .map(|(municipality, name, _)| {
            let (guard, models, progress) = (&guard, &models, &progress);
            async move {
                let mut before = 0;
                let mut done = |position: i64| {
                    progress.inc(u64::try_from(position - before).unwrap_or_default());
                    before = before.max(position);
                };
                let results = rebuild_one(guard, models, &municipality, &mut done).await;
                (municipality, name, results)
            }
        })
        .buffer_unordered(parallel);
    let mut code = ExitCode::SUCCESS;
    while let Some((municipality, name, results)) = rebuilt.next().await {
        for (model, result) in results {
            let said = match result {
                Ok(rebuilt) => {
                    if rebuilt.is_fault() {
                        tracing::error!(read_model = model.name(), %municipality, rows = rebuilt.wrong,
                            "a read model had been wrong");
                    }
                    if (rebuilt.is_fault() || rebuilt.passes_over) && code == ExitCode::SUCCESS {
                        code = ExitCode::from(2);
                    }
                    format!("{} rows from {} events; {}", rebuilt.rows, rebuilt.events, verdict(&rebuilt))
                }
                // What is wrong with one ledger must not keep the others from being mended.
                Err(error) => {
                    code = ExitCode::FAILURE;
                    format!("not rebuilt: {}", crate::causes(&error))
                }
            };
            progress.suspend(|| say(&format!("{municipality} {name}: {}: {said}", model.name())));
        }
    }
    drop(rebuilt);
    progress.finish_and_clear();
    place.close().await;
    Ok(code)
}

fn verdict(rebuilt: &Rebuilt) -> String {
    let passes_over = "what is not as it was written is passed over (`verify` tells where)";
    match (rebuilt.differences, rebuilt.outdated) {
        (0, _) if rebuilt.passes_over => passes_over.to_owned(),
        (differences, _) if rebuilt.passes_over => {
            format!("{passes_over}; the live one differed in {differences} rows and was replaced")
        }
        (0, _) => "the live one was right".to_owned(),
        (_, true) => "the live one was of an older version and was replaced".to_owned(),
        (differences, false) => format!("the live one differed in {differences} rows and was replaced"),
    }
}

/// Rebuilds from one reading of the ledger; where that fails for one read model, the others are rebuilt alone. What was
/// replaced before it failed is done, and what had been wrong with it is told.
async fn rebuild_one(
    guard: &Arc<Guard>,
    models: &[ReadModel],
    municipality: &Municipality,
    progress: &mut (dyn FnMut(i64) + Send),
) -> Vec<(ReadModel, Result<Rebuilt, ProjectionError>)> {
    let (rebuilt, failed) = match rebuild_read_models(guard, models, municipality, progress).await {
        Ok(rebuilt) => (rebuilt, None),
        Err(Unfinished { replaced, cause }) => (replaced, Some(cause)),
    };
    let mut results: Vec<_> = rebuilt.into_iter().map(|rebuilt| (rebuilt.model, Ok(rebuilt))).collect();
    match (failed, models) {
        (None, _) => {}
        (Some(cause), [model]) => results.push((*model, Err(cause))),
        (Some(_), _) => {
            let is_done = |model: &ReadModel| results.iter().any(|(done, _)| done == model);
            let left: Vec<ReadModel> = models.iter().copied().filter(|model| !is_done(model)).collect();
            for model in left {
                results.extend(Box::pin(rebuild_one(guard, &[model], municipality, progress)).await);
            }
        }
    }
    results
}

/// Lists where every read model stands, has what stopped tried again, or acknowledges what had been wrong.
pub async fn projections(args: ProjectionsArgs) -> Outcome {
    let writes = args.retry || args.acknowledge || args.take_in_anew;
    let place = if writes {
        Place::open_existing(&args.place, CONNECTIONS).await?
    } else {
        Place::open_to_read(&args.place, CONNECTIONS).await?
    };
    let (pool, municipality) = (place.ledger.pool(), args.municipality.as_ref());
    if args.retry {
        let cleared = retry(pool, municipality).await?;
        say(&format!("{cleared} faults taken away; a running server tries again at once."));
    } else if args.acknowledge {
        let acknowledged = acknowledge(pool, municipality).await?;
        say(&format!("{acknowledged} read models that had been wrong are told no more."));
    } else if args.take_in_anew {
        let begun = take_in_anew(pool, municipality).await?;
        say(&format!("{begun} begin anew; a running server takes in what they had passed by."));
    } else {
        let before = standings(pool, municipality).await?;
        tokio::time::sleep(RATE_PERIOD).await;
        let now = standings(pool, municipality).await?;
        list(&before, &now);
    }
    place.close().await;
    Ok(ExitCode::SUCCESS)
}

fn list(before: &[Standing], now: &[Standing]) {
    let names = now.iter().map(|standing| standing.read_model.len()).max().unwrap_or_default().max("READ MODEL".len());
    say(&format!(
        "MUNICIPALITY  {:names$}  {:>10}  {:>10}  {:>7}  {:>8}  FAULT",
        "READ MODEL", "POSITION", "LAG", "VERSION", "EVENTS/S"
    ));
    for standing in now {
        let earlier = before
            .iter()
            .find(|before| before.municipality == standing.municipality && before.read_model == standing.read_model);
        let rate = earlier.map_or(0, |earlier| standing.position - earlier.position);
        say(&format!(
            "{:12}  {:names$}  {:>10}  {:>10}  {:>7}  {rate:>8}  {}",
            standing.municipality,
            standing.read_model,
            standing.position,
            standing.lag(),
            standing.version,
            fault_of(standing),
        ));
    }
}

/// Why it stopped, that it is to be rebuilt still, and that it had been wrong.
fn fault_of(standing: &Standing) -> String {
    let outdated = standing.outdated().map(|Outdated { failure }| match failure {
        Some((reason, since)) => format!("outdated, and could not be rebuilt since {}: {reason}", since.to_rfc3339()),
        None => "outdated; servers rebuild it".to_owned(),
    });
    let wrong = standing.had_been_wrong().map(|HadBeenWrong { rows, found_at }| {
        format!("a rebuild put {rows} wrong rows right at {}; --acknowledge when you know why", found_at.to_rfc3339())
    });
    let told: Vec<String> = standing.fault.clone().into_iter().chain(outdated).chain(wrong).collect();
    if told.is_empty() { "-".to_owned() } else { told.join("; ") }
}
