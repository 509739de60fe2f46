//! What the schema says of types that a library makes: nobody should have to guess what a page holds.

use async_graphql::SchemaBuilder;
use async_graphql::connection::Connection;

use super::subscription::Subscription;
use super::{Mutation, Query};

type Page<N> = Connection<String, N>;

/// Describes each kind of page.
pub(super) fn of_pages(
    builder: SchemaBuilder<Query, Mutation, Subscription>,
) -> SchemaBuilder<Query, Mutation, Subscription> {
    builder
        .override_output_type_description::<Page<super::cases::Case>>("A page of cases (RM-1).")
        .override_output_type_description::<Page<super::chronology::Observation>>(
            "A page of observations, by the day on which they were made (R-10).",
        )
        .override_output_type_description::<Page<super::consultations::AnonymousConsultation>>(
            "A page of anonymous consultations (R-20).",
        )
        .override_output_type_description::<Page<super::decisions::Decision>>("A page of decisions (RM-14).")
        .override_output_type_description::<Page<super::emergency_access::EmergencyAccess>>(
            "A page of accesses that were taken in an emergency (R-70).",
        )
        .override_output_type_description::<Page<super::feedback::ReportFeedback>>(
            "A page of reports with what their reporters were told and are to be told (RM-16).",
        )
        .override_output_type_description::<Page<super::history::LedgerEntry>>(
            "A page of entries, in the order in which they were recorded.",
        )
        .override_output_type_description::<Page<super::investigations::Investigation>>(
            "A page of investigations (RM-5, S1-8).",
        )
        .override_output_type_description::<Page<super::leader_inbox::InboxItem>>(
            "A page of what waits, or waited, for a leader (RM-4).",
        )
        .override_output_type_description::<Page<super::oversight::Finding>>("A page of findings (R-36, C11).")
        .override_output_type_description::<Page<super::oversight::Obligation>>("A page of obligations (RM-3, RM-13).")
        .override_output_type_description::<Page<super::read_log::DeniedAccess>>(
            "A page of what was asked for and refused (R-70).",
        )
        .override_output_type_description::<Page<super::read_log::ReadEntry>>("A page of reads (RM-17, R-70).")
        .override_output_type_description::<Page<super::registers::CaseCooperation>>(
            "A page of cases with who works together in them (RM-11).",
        )
        .override_output_type_description::<Page<super::registers::ChildHeard>>(
            "A page of times at which a child was to be heard (RM-8).",
        )
        .override_output_type_description::<Page<super::registers::ConsentInRegister>>("A page of consents (RM-15).")
        .override_output_type_description::<Page<super::reports::Report>>("A page of reports (RM-5, S1-5).")
        .override_output_type_description::<Page<super::service_statistics::RegisteredMeasure>>(
            "A page of the child welfare service's measures (RM-7, S2-3).",
        )
        .override_output_type_description::<Page<super::subject_access::SubjectAccessEntry>>(
            "A page of what the ledger holds about a person (C12).",
        )
        .override_output_type_description::<Page<super::subject_access::SubjectAccessRead>>(
            "A page of reads of what the ledger holds about a person (C12, RM-17).",
        )
        .override_output_type_description::<Page<super::subject_access::SubjectAccessRequest>>(
            "A page of requests for access to one's data (GDPR art. 15, C12).",
        )
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{
        FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition,
    };
    use async_graphql::{Name, Positioned};

    use crate::graphql::sdl;

    /// What names no id because no rule of the sources asks for it, by what it is there for instead. Besides these, edges,
    /// unions and scalars name none: an edge is a place in a page, a union what a mutation answers with, a scalar a form.
    const OF_NO_RULE: &[(&str, &[&str])] = &[
        ("the frame of every such schema", &["Mutation", "Node", "PageInfo", "Query", "Query.node", "Subscription"]),
        (
            "that a command was recorded, whose mutation names the rule",
            &[
                "AddressProtectionChanged",
                "CaseChanged",
                "ConsultationHeld",
                "EmergencyAccessReviewed",
                "EmergencyAccessTaken",
                "InvestigationChanged",
                "ReportChanged",
                "SettingsChanged",
                "SubjectChanged",
            ],
        ),
        (
            "that a command was not accepted: the rule stands in the answer",
            &["CommandIdReused", "InvalidInput", "NotPermitted", "Refusal", "RuleRefused", "VersionConflict"],
        ),
        (
            "the ledger as such: its entries, its moments, and what changed between two of them",
            &[
                "AsOf",
                "AsOfInput",
                "ChangeKind",
                "FieldChange",
                "LedgerActor",
                "LedgerEntry",
                "LedgerEntryConnection",
                "MunicipalLedger",
                "Query.ledger",
                "StateDiff",
                "Subscription.ledgerEntries",
            ],
        ),
        (
            "proof that the ledger is as it was written",
            &[
                "AcceptedLedgerRow",
                "Checkpoint",
                "ConsistencyProof",
                "InclusionProof",
                "LedgerDifference",
                "RowStanding",
                "RowsNotAsWritten",
                "VerifiedByRounds",
            ],
        ),
        ("how the servers do", &["HadBeenWrong", "Outdated", "Projection"]),
        ("the languages of texts", &["Language"]),
    ];

    fn inputs(of: &Name, inputs: &[Positioned<InputValueDefinition>], missing: &mut Vec<String>) {
        for Positioned { node: input, .. } in inputs {
            if input.description.is_none() {
                missing.push(format!("{of}.{}", input.name.node));
            }
        }
    }

    fn fields(of: &Name, fields: &[Positioned<FieldDefinition>], missing: &mut Vec<String>) {
        for Positioned { node: field, .. } in fields {
            if field.description.is_none() {
                missing.push(format!("{of}.{}", field.name.node));
            }
        }
    }

    fn types() -> Vec<TypeDefinition> {
        let definitions = parse_schema(sdl()).unwrap().definitions;
        let types = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(defined) => Some(defined.node),
            _ => None,
        });
        types.collect()
    }

    /// The ids in a text: `S0-1`, `R-21`, `RM-3`, `D-4`, `C12`.
    fn ids_in(text: &str) -> BTreeSet<&str> {
        let words = text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-');
        let ids = words.filter(|word| {
            let letters = word.trim_end_matches(|sign: char| sign.is_ascii_digit());
            letters.len() < word.len()
                && matches!(letters, "S0-" | "S1-" | "S2-" | "S3-" | "S4-" | "R-" | "RM-" | "D-" | "C")
        });
        ids.collect()
    }

    /// The ids there are: the table of what proves them has each once.
    fn known_ids() -> BTreeSet<String> {
        let table = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("tests/traceability.toml");
        let table: toml::Table = toml::from_str(&fs::read_to_string(table).unwrap()).unwrap();
        let mut known = BTreeSet::new();
        for part in ["proven", "shown"] {
            known.extend(table[part].as_table().unwrap().keys().cloned());
        }
        known.extend(table["open"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()));
        known
    }

    #[test]
    fn every_type_field_and_value_is_described() {
        let mut missing = Vec::new();
        for defined in types() {
            let name = &defined.name.node;
            if defined.description.is_none() {
                missing.push(name.to_string());
            }
            match &defined.kind {
                TypeKind::Object(object) => fields(name, &object.fields, &mut missing),
                TypeKind::Interface(interface) => fields(name, &interface.fields, &mut missing),
                TypeKind::InputObject(input) => inputs(name, &input.fields, &mut missing),
                TypeKind::Enum(set) => {
                    let values = set.values.iter().filter(|value| value.node.description.is_none());
                    missing.extend(values.map(|value| format!("{name}.{}", value.node.value.node)));
                }
                TypeKind::Scalar | TypeKind::Union(_) => {}
            }
        }
        assert!(missing.is_empty(), "{} are without a description: {missing:?}", missing.len());
    }

    #[test]
    fn every_root_field_and_type_names_the_rule_it_comes_from() {
        let mut described = BTreeMap::new();
        for defined in types() {
            let name = defined.name.node.to_string();
            let description = |of: Option<&Positioned<String>>| of.map(|of| of.node.clone()).unwrap_or_default();
            match &defined.kind {
                TypeKind::Scalar | TypeKind::Union(_) => continue,
                TypeKind::Object(object) if ["Query", "Mutation", "Subscription"].contains(&name.as_str()) => {
                    for Positioned { node: field, .. } in &object.fields {
                        described
                            .insert(format!("{name}.{}", field.name.node), description(field.description.as_ref()));
                    }
                }
                _ => {}
            }
            if !name.ends_with("Edge") {
                described.insert(name, description(defined.description.as_ref()));
            }
        }
        let of_no_rule: BTreeSet<&str> = OF_NO_RULE.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let without = described.iter().filter(|(_, text)| ids_in(text).is_empty()).map(|(name, _)| name.as_str());
        let without: BTreeSet<&str> = without.collect();
        let missing: Vec<_> = without.difference(&of_no_rule).collect();
        assert!(missing.is_empty(), "{} name no rule and are none of the exceptions: {missing:?}", missing.len());
        let needless: Vec<_> = of_no_rule.difference(&without).collect();
        assert!(needless.is_empty(), "exceptions that name a rule, or are not there: {needless:?}");
    }

    #[test]
    fn every_id_in_the_schema_is_one_of_the_requirements() {
        let (sdl, known) = (sdl(), known_ids());
        let named = ids_in(&sdl);
        assert!(named.len() > 150, "the ids are found: {}", named.len());
        let unknown: Vec<_> = named.into_iter().filter(|id| !known.contains(*id)).collect();
        assert!(unknown.is_empty(), "no such ids: {unknown:?}");
    }

    #[test]
    fn an_id_is_told_from_what_looks_like_one() {
        assert_eq!(
            ids_in("A case (S3-5, RM-1; C12), by D-1 to D-7 or R-21.").into_iter().collect::<Vec<_>>(),
            ["C12", "D-1", "D-7", "R-21", "RM-1", "S3-5"]
        );
        assert!(ids_in("A D-number, SHA-256 of c2sp.org, alternative C, S5-1, GDPR art. 12(3), R-").is_empty());
    }
}
