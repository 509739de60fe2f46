//! A subscription, read as it comes: GraphQL over server-sent events.

use std::io::{BufRead as _, BufReader, Lines};

use serde_json::{Value, json};

use crate::Demo;

/// The answers of a subscription, one after the other.
pub struct Events {
    /// The status.
    pub status: u16,
    /// The headers, by lower-case name.
    pub headers: Vec<(String, String)>,
    /// Whether the server said that no more will come.
    pub completed: bool,
    lines: Lines<BufReader<ureq::BodyReader<'static>>>,
}

impl Events {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

impl Iterator for Events {
    type Item = Value;

    /// The next answer; nothing when the connection ends.
    fn next(&mut self) -> Option<Value> {
        let mut event = String::new();
        loop {
            let line = self.lines.next()?.ok()?;
            if let Some(name) = line.strip_prefix("event: ") {
                name.clone_into(&mut event);
                self.completed |= name == "complete";
            } else if let Some(data) = line.strip_prefix("data: ") {
                assert_eq!(event, "next");
                return Some(serde_json::from_str(data).expect("an answer is JSON"));
            }
        }
    }
}

impl Demo {
    /// Asks for a subscription.
    pub fn follow(&self, token: &str, query: &str, variables: &Value) -> Events {
        self.try_follow(token, query, variables).unwrap_or_else(|error| panic!("no answer: {error}"))
    }

    /// Asks for a subscription; an error when there is no answer.
    pub fn try_follow(&self, token: &str, query: &str, variables: &Value) -> Result<Events, ureq::Error> {
        let request = ureq::http::Request::builder()
            .method("POST")
            .uri(format!("http://{}/graphql", self.address()))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .body(json!({ "query": query, "variables": variables }).to_string())
            .expect("a request that can be sent");
        let response = self.agent().run(request)?;
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        Ok(Events {
            status: response.status().as_u16(),
            headers: headers.collect(),
            completed: false,
            lines: BufReader::new(response.into_body().into_reader()).lines(),
        })
    }
}
