//! An aggregate's events by what they are about.
//!
//! An aggregate with many events keeps them in one enum per topic, beside the rules of that topic. To the ledger they
//! are events of one aggregate: each is stored under its own name, `{"EventName": {...}}`, and which topic it belongs
//! to is no part of that.

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, EnumAccess, Error, IntoDeserializer as _, VariantAccess};

use crate::texts::Sentence;
use crate::time::start_of_day;

/// When an event happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    /// On that day.
    On(NaiveDate),
    /// At that instant.
    At(DateTime<Utc>),
}

impl Happened {
    /// As an instant: the beginning of the day, and never after it was recorded.
    pub(crate) fn no_later_than(self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::On(date) => start_of_day(date),
            Self::At(instant) => instant,
        }
        .min(recorded_at)
    }
}

/// The events of one topic.
pub(crate) trait Topic: Sized {
    /// Their names.
    const NAMES: &'static [&'static str];

    /// The event's name.
    fn name(&self) -> &'static str;

    /// When it happened.
    fn happened(&self) -> Happened;

    /// What happened, in one sentence under the event's name, without personal data.
    fn summary(&self) -> Sentence;
}

/// The names of a topic's events, which are those of its variants: `names!(Self: One, Other)` within the topic's
/// implementation. A name left out does not compile.
macro_rules! names {
    ($($event:ident),+ $(,)?) => {
        const NAMES: &'static [&'static str] = &[$(stringify!($event)),+];

        fn name(&self) -> &'static str {
            match self {
                $(Self::$event { .. } => stringify!($event),)+
            }
        }
    };
}
pub(crate) use names;

/// An event whose name has been read, and whose fields have not.
pub(crate) struct Named<'a, F> {
    pub(crate) name: &'a str,
    pub(crate) fields: F,
}

impl<'de, F: VariantAccess<'de>> EnumAccess<'de> for Named<'_, F> {
    type Error = F::Error;
    type Variant = F;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, F), F::Error> {
        let name: StrDeserializer<'_, F::Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self.fields))
    }
}

/// The error for a name that is none of any topic's.
pub(crate) fn unknown<E: Error>(name: &str) -> E {
    E::custom(format_args!("there is no event {name}"))
}

/// Declares the event of an aggregate as the union of its topics, stored as if it were one enum.
macro_rules! events_by_topic {
    ($(#[$doc:meta])* $name:ident { $($(#[$topic_doc:meta])* $topic:ident($event:ty),)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $($(#[$topic_doc])* $topic($event),)+
        }

        $(impl From<$event> for $name {
            fn from(event: $event) -> Self {
                Self::$topic(event)
            }
        })+

        impl $name {
            /// The names of the events, topic by topic.
            #[cfg(test)]
            pub(crate) const NAMES: &'static [&'static [&'static str]] =
                &[$(<$event as $crate::topics::Topic>::NAMES),+];

            fn happened(&self) -> $crate::topics::Happened {
                match self {
                    $(Self::$topic(event) => $crate::topics::Topic::happened(event),)+
                }
            }

            fn name_in_topic(&self) -> &'static str {
                match self {
                    $(Self::$topic(event) => $crate::topics::Topic::name(event),)+
                }
            }

            fn summary_in_topic(&self) -> $crate::texts::Sentence {
                match self {
                    $(Self::$topic(event) => $crate::topics::Topic::summary(event),)+
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$topic(event) => event.serialize(serializer),)+
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct ByName;

                impl<'de> serde::de::Visitor<'de> for ByName {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an event under its name")
                    }

                    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, data: A) -> Result<$name, A::Error> {
                        use serde::de::value::EnumAccessDeserializer;
                        use $crate::topics::Topic as _;
                        let (name, fields) = data.variant::<String>()?;
                        $(if <$event>::NAMES.contains(&name.as_str()) {
                            let named = $crate::topics::Named { name: &name, fields };
                            return <$event>::deserialize(EnumAccessDeserializer::new(named)).map($name::$topic);
                        })+
                        Err($crate::topics::unknown(&name))
                    }
                }

                deserializer.deserialize_enum(stringify!($name), &[], ByName)
            }
        }
    };
}
pub(crate) use events_by_topic;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::case::CaseEvent;

    #[test]
    fn an_event_of_no_topic_is_an_error_that_names_it() {
        let error = serde_json::from_value::<CaseEvent>(json!({"CaseMislaid": {}})).unwrap_err();
        assert_eq!(error.to_string(), "there is no event CaseMislaid");
    }

    #[test]
    fn no_two_topics_share_an_events_name() {
        let names: Vec<_> = CaseEvent::NAMES.concat();
        let mut distinct = names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), names.len());
    }
}
