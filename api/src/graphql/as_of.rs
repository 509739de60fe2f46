//! Questions about the past: which moment is meant, and what stands for it in every answer below.
//!
//! A field that answers about the past takes `as_of: Option<AsOfInput>` and calls [`resolve`] once; what it hands out
//! keeps the [`Moment`] and asks the ledger and the read models with it. Below a thing as of a moment everything is
//! as of the same moment.

use async_graphql::{Context, OneofObject, Result, SimpleObject};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::projections::as_of::AsOf;
use chrono::{DateTime, Utc};

use super::{bad_input, fault, principal, services};

/// The moment of the municipality's ledger that a question is about: one of the two.
#[derive(Debug, Clone, Copy, OneofObject)]
pub enum AsOfInput {
    /// When this was the ledger's newest position. It says the moment exactly: asked again, the answer is the same.
    Position(i64),
    /// What the ledger had recorded at this instant. Before the first event that is an empty ledger.
    At(DateTime<Utc>),
}

/// The moment that an answer stands for.
#[derive(Debug, Clone, Copy, SimpleObject)]
#[graphql(name = "AsOf")]
pub struct Moment {
    /// The newest position that the answer knows of; 0 before the first event.
    pub position: i64,
    /// When the event there was recorded; null before the first one.
    at: Option<DateTime<Utc>>,
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
        let found = match input {
            AsOfInput::Position(position) => {
                let found = ledger.moment_of(municipality, position).await.map_err(|error| fault(&error))?;
                let Some(moment) = found else {
                    let head = ledger.head(municipality).await.map_err(|error| fault(&error))?.unwrap_or_default();
                    let problem =
                        format!("is none of the ledger's, which run from 1 to {head}. Leave it out to ask about now.");
                    return Err(bad_input(&format!("{field}.position"), &problem));
                };
                moment
            }
            AsOfInput::At(instant) if instant > clock::now() => {
                let problem = "lies in the future, of which the ledger knows nothing. Leave it out to ask about now.";
                return Err(bad_input(&format!("{field}.at"), problem));
            }
            AsOfInput::At(instant) => ledger.moment_at(municipality, instant).await.map_err(|error| fault(&error))?,
        };
        Ok(Self { position: found.position, at: found.recorded_at })
    }
}

/// The moment as the ledger and the read models take it.
pub const fn as_of(moment: Option<Moment>) -> AsOf {
    match moment {
        None => AsOf::Now,
        Some(moment) => AsOf::Position(moment.position),
    }
}
