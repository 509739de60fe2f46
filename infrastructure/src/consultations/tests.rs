use case_ledger_domain::consultation::screening::Known;
use case_ledger_domain::consultation::{Consultation, ConsultationAction};
use case_ledger_domain::ids::{ConsultationId, SubjectId};
use case_ledger_domain::people::Roles;
use case_ledger_domain::personal::Content;
use chrono::Days;

use super::*;
use crate::ledger::authorship::tests::{accept, as_if_written_so, slip_in};
use crate::projections::tests::{Server, text};

const SERVICE: ConsultationFilter =
    ConsultationFilter { body: Body::ChildWelfareService, topic: None, from: None, to: None };
const DUTY: ConsultationTopic = ConsultationTopic::DutyToReport;
const CONSENT: ConsultationTopic = ConsultationTopic::Consent;

fn days_ago(days: u64) -> NaiveDate {
    oslo_date(clock::now()) - Days::new(days)
}

/// Held so many days ago, recorded now.
async fn hold(
    server: &Server,
    in_town: &Municipality,
    body: Body,
    about: &[ConsultationTopic],
    days: u64,
    asked: &str,
) {
    let cause = clock::new_id();
    let nobody = SubjectId::derived(in_town, cause, 0);
    let action = ConsultationAction::Hold {
        body,
        unit: None,
        topics: about.iter().copied().collect(),
        question: Personal::child(nobody, text(asked)),
        advice: None,
        held_on: days_ago(days),
        known: Known::default(),
    };
    let consultation = ConsultationId::derived(in_town, cause, 0);
    server.on::<Consultation>(in_town, cause, consultation.as_uuid(), action).await.unwrap();
}

/// Makes all that is recorded the day before yesterday's.
async fn a_day_goes_by(server: &Server) {
    let sql = "SET session_replication_role = replica;
        UPDATE events SET recorded_at = recorded_at - interval '2 days' WHERE aggregate_type = 'Consultation'";
    server.as_superuser(sql).await;
    as_if_written_so(server).await;
}

async fn listed(
    server: &Server,
    in_town: &Municipality,
    filter: ConsultationFilter,
    after: Option<DayPlace>,
    most: i64,
) -> Vec<HeldConsultation> {
    let sight = Sight::open(Roles::default());
    server.ledger.anonymous_consultations(in_town, &filter, after, most, sight).await.unwrap()
}

fn asked(held: &[HeldConsultation]) -> Vec<&str> {
    fn question(held: &HeldConsultation) -> &str {
        match held.question.content() {
            Content::Visible(text) => text.as_str(),
            Content::Withheld => "withheld",
            Content::Shredded => "shredded",
        }
    }
    held.iter().map(question).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r_20_s2_10_the_service_reads_what_it_was_asked_from_the_next_day_on_and_nothing_of_others() {
    let server = Server::start().await;
    let (town, other) = (server.open("9901").await, server.open("9902").await);
    let service = Body::ChildWelfareService;
    hold(&server, &town, service, &[DUTY], 3, "Er plikten utløst?").await;
    hold(&server, &town, Body::School, &[DUTY], 3, "Spurt om skolen.").await;
    hold(&server, &other, service, &[DUTY], 3, "Spurt i en annen kommune.").await;
    assert_eq!(asked(&listed(&server, &town, SERVICE, None, 10).await), [] as [&str; 0], "not while it is recorded");
    let none = server.ledger.anonymous_consultation_counts(&town, &SERVICE).await.unwrap();
    assert_eq!(none, ConsultationCounts::default(), "nor counted");

    a_day_goes_by(&server).await;
    hold(&server, &town, service, &[DUTY], 3, "Spurt i dag.").await;
    let told = listed(&server, &town, SERVICE, None, 10).await;
    assert_eq!(asked(&told), ["Er plikten utløst?"]);
    assert_eq!((told[0].held_on, told[0].topics.iter().collect::<Vec<_>>()), (days_ago(3), vec![DUTY]));
    let withheld = server.ledger.anonymous_consultations(&town, &SERVICE, None, 10, Sight::withheld()).await.unwrap();
    assert_eq!(asked(&withheld), ["withheld"], "whoever sees no personal data sees no words");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s2_11_consultations_are_found_and_counted_by_topic_and_day_page_by_page() {
    let server = Server::start().await;
    let town = server.open("9901").await;
    let service = Body::ChildWelfareService;
    for (about, days, question) in [
        (&[DUTY][..], 9, "Ni"),
        (&[DUTY, CONSENT], 5, "Fem a"),
        (&[CONSENT], 5, "Fem b"),
        (&[DUTY], 5, "Fem c"),
        (&[CONSENT], 2, "To"),
    ] {
        hold(&server, &town, service, about, days, question).await;
    }
    a_day_goes_by(&server).await;
    let all = listed(&server, &town, SERVICE, None, 10).await;
    let words = asked(&all);
    assert_eq!((words.len(), words[0], words[4]), (5, "To", "Ni"), "the latest day first: {words:?}");
    let ids: Vec<(String,)> = sqlx::query_as(&format!(
        "SELECT aggregate_id FROM events WHERE {HELD_ON} = '{}' ORDER BY position",
        days_ago(5)
    ))
    .fetch_all(server.ledger.pool())
    .await
    .unwrap();
    let mut by_id: Vec<(&str, &str)> = ids.iter().map(|(id,)| id.as_str()).zip(["Fem a", "Fem b", "Fem c"]).collect();
    by_id.sort_unstable();
    assert_eq!(words[1..4], by_id.iter().map(|(_, word)| *word).collect::<Vec<_>>(), "and not as they were recorded");

    for size in 1..=5 {
        let (mut paged, mut after) = (Vec::new(), None);
        while let page @ [.., last] = listed(&server, &town, SERVICE, after, size).await.as_slice() {
            paged.extend_from_slice(page);
            after = Some(last.place);
        }
        assert_eq!(paged, all, "in pages of {size}");
    }

    let about = ConsultationFilter { topic: Some(CONSENT), ..SERVICE };
    assert_eq!(listed(&server, &town, about, None, 10).await.len(), 3);
    let within = ConsultationFilter { from: Some(days_ago(5)), to: Some(days_ago(5)), ..SERVICE };
    assert_eq!(listed(&server, &town, within, None, 10).await.len(), 3);
    let later = DayPlace { day: days_ago(2), nth: 1 };
    assert_eq!(listed(&server, &town, within, Some(later), 10).await.len(), 3, "a place before all of it");
    let counts = server.ledger.anonymous_consultation_counts(&town, &within).await.unwrap();
    assert_eq!(counts, ConsultationCounts { total: 3, by_topic: vec![(DUTY, 2), (CONSENT, 2)] });

    // Before there were several topics to one.
    let sql = "SET session_replication_role = replica;
        UPDATE events SET event_version = '1.0', payload = regexp_replace(payload::text,
            '\"topics\":\\[\"DUTY_TO_REPORT\"\\]', '\"topic\":\"DUTY_TO_REPORT\"')::json
         WHERE aggregate_type = 'Consultation' AND payload::text LIKE '%[\"DUTY_TO_REPORT\"]%'";
    server.as_superuser(sql).await;
    as_if_written_so(&server).await;
    let old: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM events WHERE event_version = '1.0' AND payload::text LIKE '%\"topic\":%'",
    )
    .fetch_one(server.ledger.pool())
    .await
    .unwrap();
    assert_eq!(old, 2);
    assert_eq!(listed(&server, &town, SERVICE, None, 10).await, all, "read as the others, words and all");
    assert_eq!(server.ledger.anonymous_consultation_counts(&town, &within).await.unwrap(), counts);
    let about = ConsultationFilter { topic: Some(DUTY), ..SERVICE };
    assert_eq!(listed(&server, &town, about, None, 10).await.len(), 3);

    // Nobody was consulted by whoever wrote so into a row.
    let change = format!(
        "SET session_replication_role = replica;
         UPDATE events SET event_version = event_version || '.0' WHERE event_version = '1.0' AND {HELD_ON} = '{}'",
        days_ago(5)
    );
    server.as_superuser(&change).await;
    let less = server.ledger.anonymous_consultation_counts(&town, &within).await.unwrap();
    assert_eq!(less, ConsultationCounts { total: 2, by_topic: vec![(DUTY, 1), (CONSENT, 2)] });
    assert_eq!(listed(&server, &town, within, None, 10).await.len(), 2, "as many as are listed");
    server.end().await;
}

/// Who asks about one instant after the other would find it between two of them.
#[tokio::test(flavor = "multi_thread")]
async fn r_20_no_moment_tells_when_in_a_day_a_consultation_was_recorded() {
    let server = Server::start().await;
    let town = server.open("9901").await;
    let ledger = &server.ledger;
    let before = ledger.head(&town).await.unwrap().unwrap();
    hold(&server, &town, Body::ChildWelfareService, &[DUTY], 0, "Er plikten utløst?").await;
    let exactly: chrono::DateTime<chrono::Utc> =
        sqlx::query_scalar("SELECT recorded_at FROM events WHERE position = $1")
            .bind(before + 1)
            .fetch_one(ledger.pool())
            .await
            .unwrap();
    let consultation = ledger.moment_of(&town, before + 1).await.unwrap().unwrap();
    let day = start_of_day(oslo_date(exactly));
    assert_eq!(consultation.recorded_as_told, Some(day));
    let known_before = ledger.moment_of(&town, before).await.unwrap().unwrap().recorded_at.unwrap();
    assert_eq!(consultation.recorded_at, Some(known_before.max(day)), "nor is anything asked by it");
    let known_at = async |instant| ledger.moment_at(&town, instant).await.unwrap();
    for instant in [exactly, exactly + chrono::TimeDelta::microseconds(1)] {
        let known = known_at(instant).await;
        assert_eq!((known.position, known.recorded_as_told), (before, known.recorded_at));
    }

    // What is recorded behind it tells exactly when it was, and what stands before it.
    server.emergency(&town).await;
    let next = ledger.moment_of(&town, before + 2).await.unwrap().unwrap();
    assert_eq!(next.recorded_as_told, next.recorded_at);
    assert!(known_at(next.recorded_at.unwrap()).await.position >= before + 2);
    assert_eq!(known_at(exactly).await.position, before, "asked again, it is the same");

    hold(&server, &town, Body::ChildWelfareService, &[DUTY], 0, "Er plikten utløst nå?").await;
    let head = ledger.head(&town).await.unwrap().unwrap();
    a_day_goes_by(&server).await;
    assert_eq!(known_at(clock::now()).await.position, head, "from the next day on it is known, whatever follows");
    server.end().await;
}

/// What is in it, nobody has to be able to read.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_wrote_and_nobody_can_read_hides_no_consultation() {
    let server = Server::start().await;
    let town = server.open("9901").await;
    hold(&server, &town, Body::ChildWelfareService, &[DUTY], 3, "Er plikten utløst?").await;
    a_day_goes_by(&server).await;
    let held = "SELECT position FROM events WHERE aggregate_type = 'Consultation'";
    let held: i64 = sqlx::query_scalar(held).fetch_one(server.ledger.pool()).await.unwrap();
    let about = ConsultationFilter { topic: Some(DUTY), ..SERVICE };
    let told = async || {
        let counts = server.ledger.anonymous_consultation_counts(&town, &SERVICE).await.unwrap();
        (listed(&server, &town, SERVICE, None, 10).await, listed(&server, &town, about, None, 10).await, counts)
    };
    let before = told().await;
    assert_eq!((before.0.len(), before.1.len(), before.2.total), (1, 1, 1));
    for topics in
        ["{}", r#"{"DUTY_TO_REPORT": 1e999}"#, r#"["DUTY_TO_REPORT", 1e999, null, {"a": []}]"#, "1e999", "null"]
    {
        let sets = format!(
            "aggregate_id = '{}', sequence = 1,
             payload = regexp_replace(payload::text, '\"topics\":\\[[^]]*\\]', '\"topics\":{topics}')::json",
            clock::new_id()
        );
        slip_in(&server, &town, held, &sets).await;
        assert_eq!(told().await, before, "{topics}");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r_20_a_page_is_found_by_an_index_in_its_order() {
    let server = Server::start().await;
    let town = server.open("9901").await;
    let mut query = QueryBuilder::new("EXPLAIN SELECT position FROM events");
    push(&mut query, &town, &SERVICE).unwrap();
    query.push(format!(" ORDER BY {HELD_ON} DESC, aggregate_id LIMIT 10"));
    let mut connection = server.ledger.pool().acquire().await.unwrap();
    sqlx::raw_sql("SET enable_seqscan = off; SET enable_bitmapscan = off").execute(&mut *connection).await.unwrap();
    let plan: Vec<(String,)> = query.build_query_as().fetch_all(&mut *connection).await.unwrap();
    let plan: String = plan.into_iter().map(|(line,)| line + "\n").collect();
    assert!(plan.contains("events_consultations_idx") && !plan.contains("Sort"), "{plan}");
    drop(connection);
    server.end().await;
}

/// What such a row says of when it was counts for nothing.
#[tokio::test(flavor = "multi_thread")]
async fn r_20_no_row_that_was_accepted_behind_a_consultation_tells_when_it_was_recorded() {
    let server = Server::start().await;
    let town = server.open("9901").await;
    let ledger = &server.ledger;
    let before = ledger.head(&town).await.unwrap().unwrap();
    hold(&server, &town, Body::ChildWelfareService, &[DUTY], 0, "Er plikten utløst?").await;
    let exactly: chrono::DateTime<chrono::Utc> =
        sqlx::query_scalar("SELECT recorded_at FROM events WHERE position = $1")
            .bind(before + 1)
            .fetch_one(ledger.pool())
            .await
            .unwrap();
    let position = slip_in(&server, &town, before, "").await;
    accept(&server, &town, position).await;
    ledger.authorship_anew(&town).await.unwrap();
    for instant in [exactly - chrono::TimeDelta::microseconds(1), exactly, clock::now()] {
        assert_eq!(ledger.moment_at(&town, instant).await.unwrap().position, before, "{instant}");
    }
    server.end().await;
}
