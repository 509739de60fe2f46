//! What a municipality sets for its child welfare service: C1, R-41.

use case_ledger_tests::shared_demo;
use serde_json::json;

/// Not the municipality that other tests follow reports in.
const MUNICIPALITY: &str = "9902";

#[test]
fn c1_r_41_whether_private_reporters_get_an_acknowledgement_is_the_municipalitys_own_setting() {
    let demo = shared_demo();
    let (leader, intake) = (demo.token("unit-leader", MUNICIPALITY), demo.token("child-welfare-intake", MUNICIPALITY));
    let shown = || {
        let response = demo.graphql(&intake, "{ privateReportersAcknowledged }", &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["privateReportersAcknowledged"].clone()
    };
    let set = |acknowledged: bool| json!({ "acknowledged": acknowledged });
    let unchanged = ("RuleRefused".to_owned(), "SETTING_UNCHANGED".to_owned(), "R-41".to_owned());
    assert_eq!(shown(), true, "unless it is set otherwise");
    assert_eq!(demo.refused(&leader, "setPrivateAcknowledgement", set(true)), unchanged);
    demo.accepted(&leader, "setPrivateAcknowledgement", set(false));
    assert_eq!(shown(), false);
    assert_eq!(demo.refused(&leader, "setPrivateAcknowledgement", set(false)), unchanged);
    let not_permitted = demo.refused(&intake, "setPrivateAcknowledgement", set(true));
    assert_eq!(not_permitted.0, "NotPermitted");
    demo.accepted(&leader, "setPrivateAcknowledgement", set(true));
    assert_eq!(shown(), true);
}
