//! Access tokens made by hand, right ones and wrong ones.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use case_ledger_infrastructure::clock;
use serde_json::{Value, json};

/// Claims that a demo accepts from its own issuer.
pub fn claims(role: &str, municipality: &str) -> Value {
    let now = clock::now().timestamp();
    json!({
        "iss": "case-ledger-demo", "aud": "case-ledger", "sub": role, "name": role, "municipality": municipality,
        "unit": "Solbakken", "roles": [role], "iat": now, "nbf": now, "exp": now + 3600,
    })
}

/// Header and claims, and the signature that `sign` gives them.
pub fn signed(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let content = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(sign(content.as_bytes()));
    format!("{content}.{signature}")
}

/// A token signed with a shared secret.
pub fn hs256(secret: &[u8], claims: &Value) -> String {
    signed(&json!({ "alg": "HS256", "typ": "JWT" }), claims, |content| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), content).as_ref().to_vec()
    })
}
