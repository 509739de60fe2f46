//! Questions about the past: which moment is meant, and what stands for it in every answer below.
//!
//! A field that answers about the past takes `as_of: Option<AsOfInput>` and calls [`resolve`] once; what it hands out
//! keeps the [`Moment`] and asks the ledger and the read models with it. Below a thing as of a moment everything is
//! as of the same moment.

use async_graphql::{Context, OneofObject, Result, SimpleObject};
use case_ledger_domain::answer::{InputProblem, NotAnswered};
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::Ledger;
use case_ledger_infrastructure::ledger::moment;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::as_of::AsOf;
use chrono::{DateTime, NaiveDate, Utc};

use super::scalars::Date;
use super::{READ_YOUR_WRITES, bad_input, fault, not_answered, principal, services};

/// The moment of the municipality's ledger that a question is about: one of the two.
#[derive(Debug, Clone, Copy, OneofObject)]
pub enum AsOfInput {
    /// When this was the ledger's newest position. It says the moment exactly: asked again, the answer is the same.
    Position(i64),
    /// What the ledger had recorded at this instant; asked again, the answer is the same. Empty before the first event. Anonymous
    /// consultations count from the next event of another kind or the next day on.
    At(DateTime<Utc>),
}

/// The moment that an answer stands for.
#[derive(Debug, Clone, Copy, SimpleObject)]
#[graphql(name = "AsOf")]
pub struct Moment {
    /// The newest position that the answer knows of; 0 before the first event.
    pub position: i64,
    /// When the event there was recorded, of an anonymous consultation the day; null before the first one.
    at: Option<DateTime<Utc>>,
    /// As far as every read model had followed when the moment was found.
    #[graphql(skip)]
    projected: i64,
    #[graphql(skip)]
    instant: DateTime<Utc>,
}

/// The moment that is asked about; `None` for the present. `field` is the argument's name, for errors.
pub async fn resolve(context: &Context<'_>, field: &str, input: Option<AsOfInput>) -> Result<Option<Moment>> {
    match input {
        Some(input) => Moment::resolved(context, field, input).await.map(Some),
        None => Ok(None),
    }
}

impl Moment {
    /// The moment that is meant in the principal's municipality. `field` is the argument's name, for errors.
    pub async fn resolved(context: &Context<'_>, field: &str, input: AsOfInput) -> Result<Self> {
        let (ledger, municipality) = (&services(context).ledger, &principal(context).municipality);
        let projected = services(context).projector.position(municipality);
        let (found, projected) = tokio::join!(Self::found(ledger, municipality, field, input), projected);
        let (found, projected) = (found?, projected.map_err(|error| fault(&error))?);
        let instant = match input {
            AsOfInput::At(instant) => instant,
            AsOfInput::Position(_) => found.recorded_at.unwrap_or_else(clock::now),
        };
        // Questions go by the exact instant, and only what history tells of it is told.
        Ok(Self { position: found.position, at: found.recorded_as_told, projected, instant })
    }

    async fn found(
        ledger: &Ledger,
        municipality: &Municipality,
        field: &str,
        input: AsOfInput,
    ) -> Result<moment::Moment> {
        match input {
            AsOfInput::Position(position) => {
                let found = ledger.moment_of(municipality, position).await.map_err(|error| fault(&error))?;
                let Some(moment) = found else {
                    let head = ledger.head(municipality).await.map_err(|error| fault(&error))?.unwrap_or_default();
                    return Err(bad_input(&format!("{field}.position"), InputProblem::NotAPosition { newest: head }));
                };
                Ok(moment)
            }
            AsOfInput::At(instant) if instant > clock::now() => {
                Err(bad_input(&format!("{field}.at"), InputProblem::InTheFuture))
            }
            AsOfInput::At(instant) => ledger.moment_at(municipality, instant).await.map_err(|error| fault(&error)),
        }
    }
}

impl Moment {
    /// When it was: the instant that was asked about, however long before it the last event was recorded, and with a position
    /// the one at which its event was. What is due, valid or kept beside the ledger is told as of then.
    pub const fn instant(self) -> DateTime<Utc> {
        self.instant
    }
}

/// The day on which it is said how things stand: the one that is asked for, else that of the moment, else today in Norway.
pub fn day(on: Option<Date>, moment: Option<Moment>) -> NaiveDate {
    on.map_or_else(|| oslo_date(moment.map_or_else(clock::now, Moment::instant)), |date| date.0)
}

/// The moment as the ledger and the read models take it.
pub const fn as_of(moment: Option<Moment>) -> AsOf {
    match moment {
        None => AsOf::Now,
        Some(moment) => AsOf::Position(moment.position),
    }
}

/// The same for read models, once they have followed the ledger to the moment: what they held then is known only after.
pub async fn in_read_models(context: &Context<'_>, models: &[ReadModel], moment: Option<Moment>) -> Result<AsOf> {
    if let Some(Moment { position, projected, .. }) = moment
        && projected < position
    {
        must_have_followed(context, models, position).await?;
    }
    Ok(as_of(moment))
}

/// Waits a moment until the read models have followed the ledger to that position; refused where they do not come there.
pub async fn must_have_followed(context: &Context<'_>, models: &[ReadModel], position: i64) -> Result<()> {
    let (projector, municipality) = (&services(context).projector, &principal(context).municipality);
    let there = projector.wait_for(municipality, position, models, READ_YOUR_WRITES).await;
    if there.map_err(|error| fault(&error))? {
        Ok(())
    } else {
        Err(not_answered(NotAnswered::NotThereYet { position }))
    }
}
