//! Each municipality's log for outsiders, as C2SP's `tlog-tiles` has it: the newest checkpoint, the tree's hash tiles,
//! and the keys that verify them. No token is asked for: hashes reveal nothing of what was hashed. Entries are not
//! served; whoever may see one gets it over GraphQL, and finds its leaf hash in the tiles.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::proof::{log, tree};

use crate::http::Server;

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// A checkpoint is followed by another.
const FOR_NOW: &str = "no-cache";
/// A tile of one width never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The routes, below `/ledger/<municipality>`.
pub fn routes() -> Router<Server> {
    Router::new()
        .route("/ledger/{municipality}/checkpoint", get(checkpoint))
        .route("/ledger/{municipality}/tile/{*tile}", get(tile))
        .route("/ledger/{municipality}/keys", get(keys))
        .route("/ledger/{municipality}/keys/{from}", get(handing_over))
}

async fn checkpoint(State(server): State<Server>, Path(number): Path<String>) -> Response {
    let Ok(municipality) = number.parse::<Municipality>() else { return not_found() };
    let newest = log::checkpoint(server.ledger.pool(), &municipality).await;
    answer(newest.map(|newest| newest.map(|(_, note)| note)), TEXT, FOR_NOW)
}

async fn tile(State(server): State<Server>, Path((number, path)): Path<(String, String)>) -> Response {
    let Ok(municipality) = number.parse::<Municipality>() else { return not_found() };
    let Some(tile) = tree::parse_tile_path(&path) else { return not_found() };
    answer(log::tile(server.ledger.pool(), &municipality, tile).await, BYTES, FOR_EVER)
}

/// The verifier keys, oldest first, one a line, each with the size of the smallest tree that it signs. It signs none that
/// is as large as the next one's.
async fn keys(State(server): State<Server>, Path(number): Path<String>) -> Response {
    let Ok(municipality) = number.parse::<Municipality>() else { return not_found() };
    let keys = log::keys(&server.ledger, &municipality).await;
    let lines = keys.map(|keys| {
        let lines: Vec<String> = keys.iter().map(|key| format!("{} {}\n", key.verifier_key, key.from)).collect();
        (!lines.is_empty()).then(|| lines.concat())
    });
    answer(lines, TEXT, FOR_NOW)
}

/// The signed note by which the key before hands over to the one that signs from that size on.
async fn handing_over(State(server): State<Server>, Path((number, from)): Path<(String, String)>) -> Response {
    let (Ok(municipality), Ok(from)) = (number.parse::<Municipality>(), from.parse::<u64>()) else {
        return not_found();
    };
    let keys = log::keys(&server.ledger, &municipality).await;
    let note = keys.map(|keys| keys.into_iter().find(|key| key.from == from)?.handed_over);
    answer(note, TEXT, FOR_NOW)
}

fn answer<B: IntoResponse, E: std::error::Error + 'static>(
    found: Result<Option<B>, E>,
    content_type: &'static str,
    caching: &'static str,
) -> Response {
    match found {
        Ok(Some(body)) => {
            let headers = [(CONTENT_TYPE, content_type), (CACHE_CONTROL, caching), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
            (headers, body).into_response()
        }
        Ok(None) => not_found(),
        Err(error) => {
            tracing::error!(error = %crate::causes(&error), "the log could not be read");
            (StatusCode::SERVICE_UNAVAILABLE, [(CACHE_CONTROL, "no-store")], "The ledger could not answer.\n")
                .into_response()
        }
    }
}

/// Not to be kept: what is not there yet comes.
fn not_found() -> Response {
    (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")], "There is nothing here.\n").into_response()
}
