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
        .override_output_type_description::<Page<super::cases::Case>>("A page of cases.")
        .override_output_type_description::<Page<super::chronology::Observation>>(
            "A page of observations, by the day on which they were made (R-10).",
        )
        .override_output_type_description::<Page<super::consultations::AnonymousConsultation>>(
            "A page of anonymous consultations (R-20).",
        )
        .override_output_type_description::<Page<super::decisions::Decision>>("A page of decisions (RM-14).")
        .override_output_type_description::<Page<super::emergency_access::EmergencyAccess>>(
            "A page of accesses that were taken in an emergency.",
        )
        .override_output_type_description::<Page<super::feedback::ReportFeedback>>(
            "A page of reports with what their reporters were told and are to be told (RM-16).",
        )
        .override_output_type_description::<Page<super::history::LedgerEntry>>(
            "A page of entries, in the order in which they were recorded.",
        )
        .override_output_type_description::<Page<super::investigations::Investigation>>("A page of investigations.")
        .override_output_type_description::<Page<super::leader_inbox::InboxItem>>(
            "A page of what waits, or waited, for a leader.",
        )
        .override_output_type_description::<Page<super::oversight::Finding>>("A page of findings.")
        .override_output_type_description::<Page<super::oversight::Obligation>>("A page of obligations.")
        .override_output_type_description::<Page<super::read_log::DeniedAccess>>(
            "A page of what was asked for and refused.",
        )
        .override_output_type_description::<Page<super::read_log::ReadEntry>>("A page of reads.")
        .override_output_type_description::<Page<super::registers::CaseCooperation>>(
            "A page of cases with who works together in them.",
        )
        .override_output_type_description::<Page<super::registers::ChildHeard>>(
            "A page of times at which a child was to be heard.",
        )
        .override_output_type_description::<Page<super::registers::ConsentInRegister>>("A page of consents.")
        .override_output_type_description::<Page<super::reports::Report>>("A page of reports.")
        .override_output_type_description::<Page<super::service_statistics::RegisteredMeasure>>(
            "A page of the child welfare service's measures.",
        )
        .override_output_type_description::<Page<super::subject_access::SubjectAccessEntry>>(
            "A page of what the ledger holds about a person.",
        )
        .override_output_type_description::<Page<super::subject_access::SubjectAccessRead>>(
            "A page of reads of what the ledger holds about a person.",
        )
        .override_output_type_description::<Page<super::subject_access::SubjectAccessRequest>>(
            "A page of requests for access to one's data (GDPR art. 15).",
        )
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition};
    use async_graphql::{Name, Positioned};

    use crate::graphql::sdl;

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

    #[test]
    fn every_type_field_and_value_is_described() {
        let mut missing = Vec::new();
        for definition in parse_schema(sdl()).unwrap().definitions {
            let TypeSystemDefinition::Type(Positioned { node: defined, .. }) = definition else { continue };
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
}
