//! Each ledger's log as outsiders meet it: everything here is fetched without a token, read by the specifications'
//! own words, and verified with hashes and signatures of other libraries than the ledger's.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::verify::{DifferenceKind, verify};
use case_ledger_infrastructure::proof::checkpoint::sign;
use case_ledger_infrastructure::proof::keys::{hand_over, signer};
use case_ledger_infrastructure::proof::log;
use case_ledger_infrastructure::proof::prover::{Prover, ProverOptions};
use case_ledger_infrastructure::proof::witness::{DirectoryWitness, Kept};
use case_ledger_infrastructure::secret_file::to_hex;
use case_ledger_tests::forge::{forger, recode, rehash};
use case_ledger_tests::town::{data_dir, in_a_town, keys_superuser};
use case_ledger_tests::{Cosigner, DataDir, Demo, Town, eventually, run_in, shared_demo};
use ct_merkle::{ConsistencyProof, RootHash};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, PgConnection};

use crate::data_subjects::rows_of;

type Hash = [u8; 32];

fn sha256(parts: &[&[u8]]) -> Hash {
    Sha256::digest(parts.concat()).into()
}

/// RFC 6962, 2.1: the tree hash, by its definition.
fn tree_hash(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            sha256(&[&[1], &tree_hash(left), &tree_hash(right)])
        }
    }
}

/// RFC 9162, 2.1.3.2: what root an audit path leads to.
fn root_by(path: &[Hash], index: u64, size: u64, leaf: Hash) -> Hash {
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in path {
        assert!(last > 0, "the path is too long");
        if node % 2 == 1 || node == last {
            hash = sha256(&[&[1], sibling, &hash]);
            while node % 2 == 0 && node != 0 {
                (node, last) = (node / 2, last / 2);
            }
        } else {
            hash = sha256(&[&[1], &hash, sibling]);
        }
        (node, last) = (node / 2, last / 2);
    }
    assert_eq!(last, 0, "the path is too short");
    hash
}

fn hash(base64: &str) -> Hash {
    STANDARD.decode(base64).unwrap().try_into().unwrap()
}

/// A checkpoint by the words of the specification: origin, size, root, blank line, signatures.
struct Checkpoint {
    text: String,
    size: u64,
    root: Hash,
    signatures: Vec<String>,
}

fn read(note: &str) -> Checkpoint {
    let (text, signatures) = note.split_once("\n\n").unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let signatures = signatures.lines().map(ToOwned::to_owned).collect();
    let [_, size, root] = lines[..] else { panic!("{note}") };
    Checkpoint { text: format!("{text}\n"), size: size.parse().unwrap(), root: hash(root), signatures }
}

/// Whether a signature line is the Ed25519 signature of a key such as `name+id+key`.
fn is_signed(checkpoint: &Checkpoint, verifier_key: &str) -> bool {
    let mut parts = verifier_key.splitn(3, '+');
    let (name, id) = (parts.next().unwrap(), parts.next().unwrap());
    let key = STANDARD.decode(parts.next().unwrap()).unwrap();
    assert_eq!(sha256(&[name.as_bytes(), b"\n", &key])[..4], u32::from_str_radix(id, 16).unwrap().to_be_bytes());
    checkpoint.signatures.iter().any(|line| {
        let (by, signature) = line.strip_prefix("— ").unwrap().split_once(' ').unwrap();
        let signature = STANDARD.decode(signature).unwrap();
        by == name
            && UnparsedPublicKey::new(&ED25519, &key[1..]).verify(checkpoint.text.as_bytes(), &signature[4..]).is_ok()
    })
}

struct Fetched {
    status: u16,
    kind: String,
    caching: String,
    body: Vec<u8>,
}

fn fetch(demo: &Demo, path: &str) -> Fetched {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = agent.get(format!("http://{}{path}", demo.address())).call().unwrap();
    let header = |name: &str| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (status, kind, caching) = (answer.status().as_u16(), header("content-type"), header("cache-control"));
    Fetched { status, kind, caching, body: answer.body_mut().read_to_vec().unwrap() }
}

fn fetched_checkpoint(demo: &Demo, municipality: &str) -> Checkpoint {
    eventually("the first checkpoint", Duration::from_mins(1), || {
        let fetched = fetch(demo, &format!("/ledger/{municipality}/checkpoint"));
        (fetched.status == 200).then(|| {
            assert_eq!((fetched.kind.as_str(), fetched.caching.as_str()), ("text/plain; charset=utf-8", "no-cache"));
            read(&String::from_utf8(fetched.body).unwrap())
        })
    })
}

#[test]
fn a_log_is_verified_by_its_checkpoint_keys_and_tiles_alone() {
    let demo = shared_demo();
    let checkpoint = fetched_checkpoint(demo, "9901");
    let keys = String::from_utf8(fetch(demo, "/ledger/9901/keys").body).unwrap();
    let keys: Vec<(&str, &str)> = keys.lines().map(|line| line.split_once(' ').unwrap()).collect();
    assert_eq!(keys.iter().map(|(_, from)| *from).collect::<Vec<_>>(), ["2"], "the ledger's second event publishes it");
    assert!(checkpoint.text.starts_with("case-ledger.invalid/ledger/9901\n"), "{}", checkpoint.text);
    assert_eq!(keys.iter().filter(|(key, _)| is_signed(&checkpoint, key)).count(), 1);

    let (full, rest) = (checkpoint.size / 256, checkpoint.size % 256);
    let mut paths: Vec<String> = (0..full).map(|tile| format!("/ledger/9901/tile/0/{tile:03}")).collect();
    if rest > 0 {
        paths.push(format!("/ledger/9901/tile/0/{full:03}.p/{rest}"));
    }
    let mut leaves: Vec<Hash> = Vec::new();
    for path in &paths {
        let tile = fetch(demo, path);
        let headers = (tile.status, tile.kind.as_str(), tile.caching.as_str());
        assert_eq!(headers, (200, "application/octet-stream", "public, max-age=31536000, immutable"), "{path}");
        leaves.extend(tile.body.chunks(32).map(|hash| Hash::try_from(hash).unwrap()));
    }
    assert_eq!((leaves.len() as u64, tree_hash(&leaves)), (checkpoint.size, checkpoint.root));
    if full > 0 {
        let above = fetch(demo, &format!("/ledger/9901/tile/1/000.p/{}", full.min(255))).body;
        assert_eq!(above[..32], tree_hash(&leaves[..256]), "each hash of level 1 is a full tile's root");
    }

    let auditor = demo.token("auditor", "9901");
    let position = checkpoint.size / 2;
    let query = format!(
        "{{ ledger(municipality: \"9901\") {{
              entries(first: 1, after: \"{}\") {{ nodes {{ position leafHash }} }}
              inclusionProof(position: {position}) {{ leafHash size root path }} }} }}",
        position - 1
    );
    let ledger = demo.graphql(&auditor, &query, &json!({}))["data"]["ledger"].clone();
    let (entry, proof) = (&ledger["entries"]["nodes"][0], &ledger["inclusionProof"]);
    let leaf = hash(proof["leafHash"].as_str().unwrap());
    let hexadecimal = to_hex(&leaf);
    assert_eq!((entry["position"].as_u64(), entry["leafHash"].as_str()), (Some(position), Some(hexadecimal.as_str())));
    let path: Vec<Hash> = proof["path"].as_array().unwrap().iter().map(|node| hash(node.as_str().unwrap())).collect();
    let (size, root) = (proof["size"].as_u64().unwrap(), hash(proof["root"].as_str().unwrap()));
    assert_eq!(root_by(&path, position - 1, size, leaf), root);

    let query = format!(
        "{{ ledger(municipality: \"9901\") {{ checkpoint {{ size root note }}
              consistencyProof(from: 2, to: {size}) {{ path }}
              beyond: inclusionProof(position: 99999999) {{ path }}
              none: consistencyProof(from: 0, to: {size}) {{ path }} }} }}"
    );
    let ledger = demo.graphql(&auditor, &query, &json!({}))["data"]["ledger"].clone();
    let path: Vec<u8> = ledger["consistencyProof"]["path"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|node| hash(node.as_str().unwrap()))
        .collect();
    let proof = ConsistencyProof::<Sha256>::try_from_bytes(path).unwrap();
    let old = RootHash::<Sha256>::new(tree_hash(&leaves[..2]).into(), 2);
    RootHash::<Sha256>::new(root.into(), size).verify_consistency(&old, &proof).unwrap();
    assert_eq!((&ledger["beyond"], &ledger["none"]), (&json!(null), &json!(null)));
    assert!(ledger["checkpoint"]["note"].as_str().unwrap().contains(ledger["checkpoint"]["root"].as_str().unwrap()));
}

/// Rows, leaf hashes, proofs and tiles come from the same server, and the checkpoint is what outsiders hold: no word of the ledger's is
/// taken for what stands in a row but the row itself.
#[test]
fn a_client_computes_each_leaf_from_the_row_that_it_is_given_and_proves_it() {
    let demo = shared_demo();
    let checkpoint = fetched_checkpoint(demo, "9901");
    let size = checkpoint.size.min(256);
    let tile = if size == 256 { "000".to_owned() } else { format!("000.p/{size}") };
    let tile = fetch(demo, &format!("/ledger/9901/tile/0/{tile}")).body;
    let entries = |role: &str| {
        let query = "{ ledger(municipality: \"9901\") { entries(first: 60) {
            nodes { position streamType eventType standing leafHash row } } } }";
        let answer = demo.graphql(&demo.token(role, "9901"), query, &json!({}));
        answer["data"]["ledger"]["entries"]["nodes"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    };
    for role in ["auditor", "data-protection-officer"] {
        let entries = entries(role);
        for (entry, in_tile) in entries.iter().zip(tile.chunks(32)) {
            if entry["streamType"] == "Consultation" {
                assert_eq!(entry["row"], json!(null), "its moment is told to nobody (R-20)");
                continue;
            }
            let row = STANDARD.decode(entry["row"].as_str().unwrap_or_else(|| panic!("{role}: {entry}"))).unwrap();
            let leaf = sha256(&[&[0], &row]);
            assert_eq!((leaf.as_slice(), &entry["leafHash"]), (in_tile, &json!(to_hex(&leaf))), "{entry}");
            assert_eq!(entry["standing"], "AS_WRITTEN", "{entry}");
            let text = String::from_utf8_lossy(&row);
            assert!(text.starts_with("case-ledger/event/v1\n"), "{text}");
            assert!(text.contains(entry["eventType"].as_str().unwrap()), "{text}");
        }
        let is_covered =
            |entry: &&serde_json::Value| entry["row"].is_string() && entry["position"].as_u64() <= Some(size);
        let last = entries.iter().rfind(is_covered).unwrap();
        let position = last["position"].as_u64().unwrap();
        let query = format!(
            "{{ ledger(municipality: \"9901\") {{ inclusionProof(position: {position}) {{ size root path }} }} }}"
        );
        let answer = demo.graphql(&demo.token(role, "9901"), &query, &json!({}));
        let proof = &answer["data"]["ledger"]["inclusionProof"];
        let path: Vec<Hash> =
            proof["path"].as_array().unwrap().iter().map(|node| hash(node.as_str().unwrap())).collect();
        let leaf = sha256(&[&[0], &STANDARD.decode(last["row"].as_str().unwrap()).unwrap()]);
        let root = root_by(&path, position - 1, proof["size"].as_u64().unwrap(), leaf);
        assert_eq!(root, hash(proof["root"].as_str().unwrap()));
    }
    // Whoever does not see the whole ledger is given no row: persons stand in it by pseudonyms that are not told them.
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
    });
    let opened = demo.accepted(&demo.token("employee", "9901"), "raiseConcern", concern);
    let query = "query($id: ID!) { case(id: $id) { history(first: 5) { nodes { standing leafHash row } } } }";
    let id = json!({ "id": opened["case"]["id"] });
    let shown = |role: &str| demo.graphql(&demo.token(role, "9901"), query, &id)["data"]["case"].clone();
    for entry in shown("employee")["history"]["nodes"].as_array().unwrap() {
        assert_eq!((&entry["row"], &entry["standing"]), (&json!(null), &json!("AS_WRITTEN")), "{entry}");
    }
    assert!(shown("auditor")["history"]["nodes"][0]["row"].is_string());
}

/// The columns of an event in the order in which they are hashed, each as the bytes that
/// `infrastructure/README.md` names.
const LEAF_FIELDS: &str = "ARRAY[
        convert_to(municipality, 'UTF8'), int8send(position), convert_to(aggregate_type, 'UTF8'),
        convert_to(aggregate_id, 'UTF8'), int8send(sequence), convert_to(event_type, 'UTF8'),
        convert_to(event_version, 'UTF8'), convert_to(payload::text, 'UTF8'), convert_to(metadata::text, 'UTF8'),
        uuid_send(event_id), uuid_send(command_id), int2send(command_index), uuid_send(correlation_id),
        coalesce(uuid_send(causation_id), ''), convert_to(actor::text, 'UTF8'),
        int8send((extract(epoch FROM occurred_at) * 1000000)::int8),
        int8send((extract(epoch FROM recorded_at) * 1000000)::int8)]";

/// Nothing of the ledger's own code takes part: the row as the database gives it, and a hash. The
/// tile is the one with the first event that names a cause, wherever the demo's days put it.
#[test]
fn who_has_a_row_computes_its_leaf_by_the_words_of_the_readme_and_finds_it_in_the_tile() {
    let demo = shared_demo();
    let first_caused = "SELECT min(position) FROM events WHERE municipality = '9901' AND causation_id IS NOT NULL";
    let (first_caused,) = rows_of::<(i64,)>(demo, first_caused).remove(0);
    let tile = u64::try_from(first_caused - 1).unwrap() / 256;
    let size = eventually("a checkpoint beyond the first event with a cause", Duration::from_mins(1), || {
        let size = fetched_checkpoint(demo, "9901").size;
        (size > tile * 256 + 20 && size >= first_caused.unsigned_abs()).then_some(size)
    });
    let width = (size - tile * 256).min(256);
    let part = if width == 256 { String::new() } else { format!(".p/{width}") };
    let hashes = fetch(demo, &format!("/ledger/9901/tile/0/{tile:03}{part}")).body;
    let sql = format!(
        "SELECT {LEAF_FIELDS} FROM events WHERE municipality = '9901' AND position > {} ORDER BY position LIMIT {width}",
        tile * 256
    );
    let rows = rows_of::<(Vec<Vec<u8>>,)>(demo, &sql);
    assert_eq!((rows.len() as u64, hashes.len() as u64), (width, width * 32));
    let caused = rows.iter().filter(|(fields,)| !fields[13].is_empty()).count();
    assert!(caused > 0 && caused < rows.len(), "with a cause and without one: {caused} of {}", rows.len());
    for ((fields,), hash) in rows.iter().zip(hashes.chunks(32)) {
        let mut envelope = b"\0case-ledger/event/v1\n".to_vec();
        for field in fields {
            envelope.extend((field.len() as u64).to_be_bytes());
            envelope.extend(field);
        }
        assert_eq!(sha256(&[&envelope]), hash, "position {}", i64::from_be_bytes(fields[1][..].try_into().unwrap()));
    }
}

#[test]
fn what_no_log_has_is_not_found() {
    let demo = shared_demo();
    let size = fetched_checkpoint(demo, "9901").size;
    for path in [
        "/ledger/0001/checkpoint",
        "/ledger/0001/keys",
        "/ledger/0001/tile/0/000.p/1",
        "/ledger/99/checkpoint",
        "/ledger/9901/tile/0/999",
        "/ledger/9901/tile/7/000.p/1",
        "/ledger/9901/tile/0/000.p/0",
        "/ledger/9901/tile/0/000.p/256",
        "/ledger/9901/tile/0/0",
        "/ledger/9901/tile/64/000",
        "/ledger/9901/tile/entries/000",
        "/ledger/9901/tile/data/000",
        &format!("/ledger/9901/tile/0/{:03}", size / 256 + 1),
    ] {
        let fetched = fetch(demo, path);
        assert_eq!((fetched.status, fetched.caching.as_str()), (404, "no-store"), "{path}");
    }
    assert_eq!(demo.request("POST", "/ledger/9901/checkpoint", &[], b"").status, 405);
}

#[test]
fn a_directory_keeps_each_checkpoint_and_verify_holds_the_ledger_against_them() {
    in_a_town(async |town| {
        let directory = DataDir::new();
        let options = ProverOptions { directory: Some(directory.path().to_owned()), ..ProverOptions::default() };
        let prover = Prover::new(town.ledger.clone(), options);
        let number = town.municipality.as_str();
        let empty = DataDir::new();
        let with_empty = ["verify", "--municipality", number, "--witness-dir", empty.path().to_str().unwrap()];
        town.open_case().await;
        let (code, out, _) = run_in(data_dir(), &with_empty);
        let nothing_kept = "the witness's directory holds no checkpoint of it";
        assert!(code == 0 && out.contains(nothing_kept), "nothing was signed that it could keep: {out}");

        let mut sizes = Vec::new();
        for _ in 0..2 {
            town.open_case().await;
            prover.prove(&town.municipality).await.unwrap();
            prover.consult_witnesses().await;
            sizes.push(format!("{}.checkpoint", town.head().await));
        }
        let folder = directory.path().join(number);
        let names = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        assert_eq!(names, sizes);

        let witness_dir = directory.path().to_str().unwrap();
        let verify = ["verify", "--municipality", number, "--witness-dir", witness_dir];
        let (code, out, err) = run_in(data_dir(), &verify);
        let said = format!(
            "{number} Prøvevik: 8 events, as written (2 stored checkpoints agree, 2 checkpoints from outside agree, \
             what was signed last is in it)"
        );
        assert_eq!((code, out.trim()), (0, said.as_str()), "{err}");

        // Where nothing is held against it, that is no good answer.
        let (code, _, err) = run_in(data_dir(), &["verify", "--witness-dir", "/nonexistent/witness"]);
        assert!(code == 1 && err.contains("there is no directory /nonexistent/witness"), "{err}");
        let (code, out, _) = run_in(data_dir(), &with_empty);
        assert!(code == 1 && out.contains(nothing_kept), "{out}");

        // Of a ledger that is not here at all there may have been everything.
        let (gone, kept_of_gone) = ("0001", directory.path().join("0001"));
        std::fs::create_dir(&kept_of_gone).unwrap();
        std::fs::copy(folder.join(&sizes[0]), kept_of_gone.join(&sizes[0])).unwrap();
        let not_here = "0001: the witness's directory holds checkpoints of it, and there is no such ledger here";
        let of_gone = ["verify", "--municipality", gone, "--witness-dir", witness_dir];
        let (code, out, err) = run_in(data_dir(), &of_gone);
        assert_eq!((code, out.trim()), (1, not_here), "{err}");
        assert!(err.contains("municipality 0001 has no ledger here"), "{err}");
        let (code, out, _) = run_in(data_dir(), &["verify", "--witness-dir", witness_dir]);
        assert!(code == 1 && out.lines().any(|line| line == not_here), "{out}");
        assert_eq!(run_in(data_dir(), &verify).0, 0, "which is told where it is asked for only");
        std::fs::remove_dir_all(&kept_of_gone).unwrap();

        let foreign = folder.join("5.checkpoint");
        let note = std::fs::read_to_string(folder.join(&sizes[0])).unwrap();
        std::fs::write(&foreign, note.replace("case-ledger.invalid", "elsewhere.invalid")).unwrap();
        let (code, out, _) = run_in(data_dir(), &verify);
        assert!(code == 1 && out.contains("5.checkpoint: not a checkpoint of a ledger that was verified"), "{out}");
        std::fs::write(&foreign, note.replace("\n6\n", "\n5\n")).unwrap();
        let file = foreign.to_str().unwrap();
        let (code, out, _) = run_in(data_dir(), &["verify", "--municipality", number, "--checkpoint", file]);
        assert!(
            code == 1 && out.contains("5.checkpoint is no checkpoint of this ledger: its signature is forged"),
            "{out}"
        );
    });
}

#[test]
fn a_directory_that_could_not_be_reached_gets_what_it_missed_and_one_that_keeps_another_story_stops_the_log() {
    // Whoever else fills a directory of its own looks at all logs of a database, and takes back what is told of another directory.
    in_a_town_of_its_own(async |town, _, _| {
        let directory = DataDir::new();
        let start = || {
            let options = ProverOptions { directory: Some(directory.path().to_owned()), ..ProverOptions::default() };
            Prover::new(town.ledger.clone(), options)
        };
        let prover = start();
        let mut sizes = Vec::new();
        for _ in 0..3 {
            town.open_case().await;
            prover.prove(&town.municipality).await.unwrap();
            sizes.push(u64::try_from(town.head().await).unwrap());
        }
        prover.consult_witnesses().await;
        let witness = DirectoryWitness::new(directory.path().to_owned());
        let kept = witness.kept(&town.municipality).unwrap();
        assert_eq!(kept.iter().map(|(size, _)| *size).collect::<Vec<_>>(), sizes);

        // What the ledger has not signed anybody can put there: it is told, also by who starts, and the log goes on.
        let (size, newest) = kept.last().unwrap();
        let note = std::fs::read_to_string(newest).unwrap();
        let root = note.lines().nth(2).unwrap();
        let number = town.municipality.as_str();
        let stopped = async |prover: &Prover| {
            let stopped = prover.stopped().await.unwrap();
            stopped.into_iter().find(|log| log.municipality == number).map(|log| log.fault)
        };
        let objection = async |prover: &Prover| {
            let objections = prover.objections().await.unwrap();
            objections.into_iter().find(|told| told.municipality == number).map(|told| told.objection)
        };
        let another = note.replacen(root, &STANDARD.encode([9; 32]), 1);
        for (strange, says) in [(another, "is none of this log"), ("nothing".to_owned(), "is not that")] {
            std::fs::write(newest, strange).unwrap();
            prover.consult_witnesses().await;
            assert_eq!(stopped(&prover).await, None);
            let told = objection(&prover).await.unwrap();
            assert!(
                told.starts_with(&format!("what it keeps as the checkpoint of {size} events is not that")),
                "{told}"
            );
            let started = start();
            town.open_case().await;
            started.prove(&town.municipality).await.unwrap();
            assert!(objection(&prover).await.unwrap().contains(says), "what lies behind it was kept meanwhile");
            assert_eq!(stopped(&prover).await, None);
        }
        // It is told until it is gone, also by who starts, and keeps nothing from being kept. Nor does what cannot be
        // read and bears the name of a size that is never reached.
        let never = directory.path().join(number).join("1000000000.checkpoint");
        std::fs::create_dir(&never).unwrap();
        for prover in [&prover, &start()] {
            prover.consult_witnesses().await;
            assert!(objection(prover).await.unwrap().contains("is not that"));
        }
        std::fs::write(newest, &note).unwrap();
        let started = start();
        town.open_case().await;
        started.prove(&town.municipality).await.unwrap();
        started.consult_witnesses().await;
        let told = objection(&prover).await.unwrap();
        let says = "what it keeps as a checkpoint of 1000000000 events is none of this log: it is no file";
        assert_eq!((told.as_str(), stopped(&prover).await), (says, None));
        let kept: Vec<u64> = witness.kept(&town.municipality).unwrap().iter().map(|(size, _)| *size).collect();
        assert_eq!(kept[kept.len() - 2..], [town.head().await.unsigned_abs(), 1_000_000_000]);
        std::fs::remove_dir(&never).unwrap();
        prover.consult_witnesses().await;
        assert_eq!(objection(&prover).await, None, "it is taken back");

        // So is a directory that takes nothing.
        let (place, aside) = (directory.path().join(number), directory.path().join("aside"));
        std::fs::rename(&place, &aside).unwrap();
        std::fs::write(&place, "").unwrap();
        prover.consult_witnesses().await;
        let told = objection(&prover).await.unwrap();
        assert!(told.starts_with("its newest checkpoint cannot be put there: "), "{told}");
        std::fs::remove_file(&place).unwrap();
        std::fs::rename(&aside, &place).unwrap();
        prover.consult_witnesses().await;
        assert_eq!(objection(&prover).await, None);

        // Under the ledger's own signature it is another story of the ledger.
        town.open_case().await;
        prover.prove(&town.municipality).await.unwrap();
        let size = town.head().await.unsigned_abs();
        let key = town.ledger.signing_keys(&town.municipality).await.unwrap().remove(0);
        let key = signer(town.ledger.keys(), &town.municipality, &key).await.unwrap();
        let kept = witness.keep(&town.municipality, size, &sign(&key, size, [9; 32]).unwrap()).unwrap();
        assert!(matches!(kept, Kept::Now));
        prover.consult_witnesses().await;
        let told = stopped(&prover).await.unwrap();
        assert!(told.contains("the witness's directory's checkpoint"), "{told}");
        std::fs::remove_file(directory.path().join(number).join(format!("{size}.checkpoint"))).unwrap();
        prover.consult_witnesses().await;
        assert_eq!(stopped(&prover).await, None);
    });
}

#[test]
fn outsiders_follow_a_log_from_one_key_to_the_next() {
    let demo = Demo::start(1);
    let keys = || {
        let listed = String::from_utf8(fetch(&demo, "/ledger/9901/keys").body).unwrap();
        let one = |line: &str| line.split_once(' ').map(|(key, from)| (key.to_owned(), from.to_owned())).unwrap();
        listed.lines().map(one).collect::<Vec<_>>()
    };
    let (code, _, err) = demo.run(&["signing-key", "rotate", "--municipality", "9901"]);
    assert_eq!(code, 0, "{err}");
    let [(first, since), (second, from)] = &keys()[..] else { panic!("{:?}", keys()) };
    let note = fetch(&demo, &format!("/ledger/9901/keys/{from}"));
    assert_eq!((note.status, note.kind.as_str()), (200, "text/plain; charset=utf-8"));
    must_be_handed_over_by(first, second, &String::from_utf8(note.body).unwrap());
    for none in [since.as_str(), "1", "99999999", "x", "-1"] {
        let fetched = fetch(&demo, &format!("/ledger/9901/keys/{none}"));
        assert_eq!((fetched.status, fetched.caching.as_str()), (404, "no-store"), "{none}");
    }
    let (code, out, _) = demo.run(&["verify", "--municipality", "9901"]);
    assert!(code == 0 && !out.contains("without a word"), "{out}");
}

#[test]
fn a_key_that_is_lost_or_damaged_is_replaced_and_verification_says_that_it_handed_nothing_over() {
    in_a_town(async |town| {
        let number = town.municipality.as_str();
        let mut expected = Vec::new();
        for lost in ["DELETE FROM signing_keys WHERE municipality = $1", DAMAGED] {
            sqlx::query(lost).bind(number).execute(&mut keys_superuser().await).await.unwrap();
            town.ledger.rotate_signing_key(&town.municipality).await.unwrap();
            expected.push(town.head().await);
        }
        // What is at hand hands over.
        town.ledger.rotate_signing_key(&town.municipality).await.unwrap();
        let sound = verify(town.ledger.tasks(), &town.municipality, &mut |_, _| {}).await.unwrap();
        assert_eq!((sound.difference, &sound.not_handed_over), (None, &expected));
        let (_, out, _) = run_in(data_dir(), &["verify", "--municipality", number]);
        let told =
            |from| format!("the key that signs from {from} on was introduced without a word of the key before it");
        assert!(expected.iter().all(|from| out.contains(&told(from))), "{out}");
    });
}

/// What is wrapped is no more what its master key wrapped.
const DAMAGED: &str =
    "UPDATE signing_keys SET wrapped = decode(repeat('00', length(wrapped)), 'hex') WHERE municipality = $1";

#[test]
fn a_key_that_the_key_before_did_not_hand_over_is_found_where_it_stands() {
    in_a_town(async |town| {
        town.ledger.rotate_signing_key(&town.municipality).await.unwrap();
        let position = town.head().await;
        let sound = verify(town.ledger.tasks(), &town.municipality, &mut |_, _| {}).await.unwrap();
        assert_eq!((sound.difference, sound.not_handed_over), (None, Vec::new()));
        // By whoever has the row's code too: what the key before has signed of another key.
        let key = town.ledger.signing_keys(&town.municipality).await.unwrap().remove(0);
        let key = signer(town.ledger.keys(), &town.municipality, &key).await.unwrap();
        let note = serde_json::to_string(&hand_over(&key, "ledger.example/9901+00000000+AQ==")).unwrap();
        let mut forger = forger().await;
        let changed = "UPDATE events SET payload = jsonb_set(payload::jsonb, '{SigningKeyIntroduced,handedOver}', $3::jsonb)::json
              WHERE municipality = $1 AND position = $2";
        sqlx::query(changed)
            .bind(town.municipality.as_str())
            .bind(position)
            .bind(note)
            .execute(&mut forger)
            .await
            .unwrap();
        rehash(&town, &mut forger, position).await;
        recode(&town, &mut forger, position).await;
        let found = verify(town.ledger.tasks(), &town.municipality, &mut |_, _| {}).await.unwrap().difference.unwrap();
        assert_eq!((found.position, found.kind), (position, DifferenceKind::KeyNotHandedOver));
    });
}

/// By the words of `infrastructure/README.md`: the note is the key's own, and names the next one. An Ed25519 of another
/// library checks it.
fn must_be_handed_over_by(earlier: &str, next: &str, note: &str) {
    let [name, id, key] = earlier.splitn(3, '+').collect::<Vec<_>>()[..] else { panic!("{earlier}") };
    let (text, signature) = note.split_once("\n\n").unwrap();
    assert_eq!(text, format!("{name}\nsigning key\n{next}"));
    let signature = signature.strip_prefix(&format!("\u{2014} {name} ")).unwrap();
    let signature = STANDARD.decode(signature.trim_end()).unwrap();
    let (signed_by, signature) = signature.split_at(4);
    assert_eq!(u32::from_str_radix(id, 16).unwrap().to_be_bytes(), signed_by);
    let key = STANDARD.decode(key).unwrap();
    UnparsedPublicKey::new(&ED25519, &key[1..]).verify(format!("{text}\n").as_bytes(), signature).unwrap();
}

#[test]
fn a_signing_key_is_changed_on_the_command_line() {
    in_a_town(async |town| {
        let number = town.municipality.as_str();
        let (code, out, err) = run_in(data_dir(), &["signing-key", "rotate", "--municipality", number]);
        let keys = town.ledger.signing_keys(&town.municipality).await.unwrap();
        assert_eq!((code, Some(out.trim())), (0, keys.last().map(String::as_str)), "{err}");
        assert_eq!(keys.len(), 2);
        let published_keys = log::keys(&town.ledger, &town.municipality).await.unwrap();
        let published = published_keys.iter().map(|key| (&key.verifier_key, key.from, key.until));
        let expected = [(&keys[0], 2, Some(3)), (&keys[1], 3, None)];
        assert_eq!(published.collect::<Vec<_>>(), expected, "each signs what the next one's event is not in");
        must_be_handed_over_by(&keys[0], &keys[1], published_keys[1].handed_over.as_deref().unwrap());
        assert_eq!(published_keys[0].handed_over, None, "nobody was before the first");
        assert_eq!(run_in(data_dir(), &["signing-key", "rotate", "--municipality", "0002"]).0, 1);
    });
}

/// A witness by the words of c2sp.org/tlog-witness: it keeps the size and the root of the newest checkpoint it signed,
/// and checks consistency with a library of its own.
struct Witness {
    key: Cosigner,
    newest: Mutex<(u64, Hash)>,
    /// How many answers are lost on their way.
    loses: Mutex<usize>,
    /// What was answered.
    statuses: Mutex<Vec<u16>>,
}

const WITNESS: &str = "witness.example/one";

impl Witness {
    fn start() -> (Arc<Self>, String) {
        let witness = Arc::new(Self {
            key: Cosigner::new(WITNESS),
            newest: Mutex::new((0, [0; 32])),
            loses: Mutex::new(0),
            statuses: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = Arc::clone(&witness);
        std::thread::spawn(move || listener.incoming().for_each(|stream| serving.answer(stream.unwrap())));
        let argument = format!("{} http://{address}", witness.key.verifier_key());
        (witness, argument)
    }

    fn answer(&self, mut stream: TcpStream) {
        let (status, answer) = self.add(&asked(&stream));
        self.statuses.lock().unwrap().push(status);
        let mut loses = self.loses.lock().unwrap();
        if *loses > 0 {
            *loses -= 1;
            return;
        }
        say(&mut stream, status, &answer);
    }

    fn add(&self, body: &str) -> (u16, String) {
        let (head, note) = body.split_once("\n\n").unwrap();
        let mut lines = head.lines();
        let old: u64 = lines.next().unwrap().strip_prefix("old ").unwrap().parse().unwrap();
        let proof: Vec<u8> = lines.flat_map(hash).collect();
        let checkpoint = read(note);
        let mut newest = self.newest.lock().unwrap();
        if newest.0 != old {
            return (409, format!("{}\n", newest.0));
        }
        if old > 0 && old < checkpoint.size {
            let before = RootHash::<Sha256>::new(newest.1.into(), old);
            let after = RootHash::<Sha256>::new(checkpoint.root.into(), checkpoint.size);
            let consistent = ConsistencyProof::<Sha256>::try_from_bytes(proof)
                .is_ok_and(|proof| after.verify_consistency(&before, &proof).is_ok());
            if !consistent {
                return (422, String::new());
            }
        } else if old == checkpoint.size && newest.1 != checkpoint.root {
            return (409, format!("{}\n", newest.0));
        }
        *newest = (checkpoint.size, checkpoint.root);
        (200, format!("{}— another.example {}\n", self.key.line(note), STANDARD.encode([7; 76])))
    }
}

/// What a witness is asked: the body of a request to add a checkpoint.
fn asked(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length) = (String::new(), 0);
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("POST /add-checkpoint "), "{line}");
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

fn say(stream: &mut TcpStream, status: u16, answer: &str) {
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
    stream.write_all(format!("{head}{answer}").as_bytes()).unwrap();
}

/// A witness, or who sits on its line, that first says what it was told to say, whatever it is asked, and then signs
/// whatever it is handed.
struct Teller {
    key: Cosigner,
    says: Mutex<Vec<(u16, &'static str)>>,
    /// From which sizes on it was handed proofs.
    olds: Mutex<Vec<u64>>,
}

impl Teller {
    fn start(name: &str) -> (Arc<Self>, String) {
        let teller = Arc::new(Self { key: Cosigner::new(name), says: Mutex::default(), olds: Mutex::default() });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let argument = format!("{} http://{}", teller.key.verifier_key(), listener.local_addr().unwrap());
        let serving = Arc::clone(&teller);
        std::thread::spawn(move || listener.incoming().for_each(|stream| serving.answer(stream.unwrap())));
        (teller, argument)
    }

    /// The first of these is said first.
    fn will_say(&self, answers: &[(u16, &'static str)]) {
        *self.says.lock().unwrap() = answers.iter().rev().copied().collect();
        self.olds.lock().unwrap().clear();
    }

    fn answer(&self, mut stream: TcpStream) {
        let body = asked(&stream);
        let (old, note) = body.split_once("\n\n").unwrap();
        let old = old.lines().next().unwrap().strip_prefix("old ").unwrap().parse().unwrap();
        self.olds.lock().unwrap().push(old);
        let said = self.says.lock().unwrap().pop();
        match said {
            Some((status, answer)) => say(&mut stream, status, answer),
            None => say(&mut stream, 200, &self.key.line(note)),
        }
    }
}

/// Who was handed a checkpoint asks `verify` whether a witness has seen it, by the key that the witness publishes.
fn only_what_the_witness_signed_is_cosigned(data: &Path, note: &str, key: &str) {
    let (log_signed, cosignature) = note.trim_end().rsplit_once('\n').unwrap();
    let (by, signature) = cosignature.rsplit_once(' ').unwrap();
    assert_eq!(by, format!("— {WITNESS}"));
    let mut forged = STANDARD.decode(signature).unwrap();
    *forged.last_mut().unwrap() ^= 1;
    let mut of_another_time = STANDARD.decode(signature).unwrap();
    of_another_time[11] ^= 1;
    let with = |bytes: &[u8]| format!("{log_signed}\n{by} {}\n", STANDARD.encode(bytes));
    let file = data.join("handed.checkpoint");
    let verify = |note: &str| {
        std::fs::write(&file, note).unwrap();
        let (code, out, _) = run_in(data, &["verify", "--checkpoint", file.to_str().unwrap(), "--witness-key", key]);
        assert!(out.contains("1 checkpoints from outside agree"), "the log's own signature is right: {out}");
        (code, out.lines().last().unwrap().rsplit_once(": ").unwrap().1.to_owned())
    };
    assert_eq!(verify(note), (0, format!("cosigned by {WITNESS}")));
    for (what, note) in [
        ("without its line", format!("{log_signed}\n")),
        ("with another signature", with(&forged)),
        ("with another time", with(&of_another_time)),
    ] {
        assert_eq!(verify(&note), (1, format!("not cosigned by {WITNESS}")), "{what}");
    }
    // Without a checkpoint from outside, what is stored is held against the key; a key that it is not held against
    // proves nothing, and is not taken for a proof.
    let by_itself = |key: &str| {
        let (code, out, _) = run_in(data, &["verify", "--witness-key", key]);
        (code, out)
    };
    let (code, out) = by_itself(key);
    assert!(code == 0 && out.contains(&format!("1 cosignatures of {WITNESS} are right")), "{code}: {out}");
    let (code, out) = by_itself(&Cosigner::new("another.example").verifier_key());
    let said = "another.example: has cosigned no stored checkpoint of a ledger that was verified";
    assert!(code == 1 && out.lines().any(|line| line == said), "{code}: {out}");
}

/// Runs a test with the only ledger there is: who is handed checkpoints is handed those of every log.
pub fn in_a_town_of_its_own(test: impl AsyncFnOnce(Town, &Home, &Path)) {
    let data = DataDir::new();
    let (code, _, err) =
        run_in(data.path(), &["municipality", "open", "9901", "--name", "Fjordvik", "--origin", "log.example/l"]);
    assert_eq!(code, 0, "{err}");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let home = Home::open(data.path(), EmbeddedOptions::ephemeral()).await.unwrap();
        let (_, ledger) = home.ledger(16).await.unwrap();
        test(Town { ledger, municipality: "9901".parse().unwrap() }, &home, data.path()).await;
        home.close().await;
    });
}

fn prover_with(town: &Town, witnesses: &[&str]) -> Prover {
    let witnesses = witnesses.iter().map(|witness| witness.parse().unwrap()).collect();
    Prover::new(Arc::clone(&town.ledger), ProverOptions { witnesses, ..ProverOptions::default() })
}

/// The newest checkpoint as it is served, once everything is proven and the witnesses are asked.
async fn served_by(prover: &Prover, town: &Town) -> Checkpoint {
    prover.catch_up().await.unwrap();
    prover.consult_witnesses().await;
    let (_, note) = log::checkpoint(town.ledger.pool(), &town.municipality).await.unwrap().unwrap();
    read(&note)
}

/// Who has signed it, in order.
fn signers(checkpoint: &Checkpoint) -> Vec<String> {
    checkpoint.signatures.iter().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn a_witness_cosigns_each_checkpoint_also_after_its_answer_was_lost() {
    let (witness, argument) = Witness::start();
    in_a_town_of_its_own(async |town, _, data| {
        let prover = prover_with(&town, &[&argument]);
        let served = async || served_by(&prover, &town).await;
        let first = served().await;
        assert!(first.text.starts_with("log.example/l/9901\n2\n"), "{}", first.text);
        assert_eq!(signers(&first), ["log.example/l/9901", WITNESS], "the witness's own line and nobody else's");
        let (_, note) = log::checkpoint(town.ledger.pool(), &town.municipality).await.unwrap().unwrap();
        only_what_the_witness_signed_is_cosigned(data, &note, argument.split_once(' ').unwrap().0);

        *witness.loses.lock().unwrap() = 1;
        let case = town.open_case().await;
        assert_eq!(signers(&served().await), ["log.example/l/9901"], "the answer was lost");
        assert_eq!(signers(&served().await), ["log.example/l/9901", WITNESS], "asked again, it signs again");
        town.observe(clock::new_id(), case).await.unwrap();
        assert_eq!(signers(&served().await).len(), 2);
        assert_eq!(*witness.statuses.lock().unwrap(), [200, 200, 409, 200, 200]);
    });
}

/// None of it is signed by anybody, and whoever sits on the line to a witness can say as much.
#[test]
fn what_a_witness_says_without_a_signature_stops_no_log_and_keeps_no_other_witness_from_signing() {
    let (teller, first) = Teller::start("teller.example");
    let (_, second) = Teller::start("second.example");
    in_a_town_of_its_own(async |town, _, _| {
        let prover = prover_with(&town, &[&first, &second]);
        let objections = async || {
            let told = prover.objections().await.unwrap().into_iter();
            told.map(|told| (told.municipality, told.witness, told.objection)).collect::<Vec<_>>()
        };
        let another = |size: u64| format!("it says that the tree of {size} events it has seen is another one");
        let later = "it says that it has seen a tree of 999999999 events, and 8 are signed".to_owned();
        for (answer, says) in [((422, ""), another(0)), ((409, "1\n"), another(1)), ((409, "999999999\n"), later)] {
            teller.will_say(&[answer; 2]);
            town.open_case().await;
            let served = served_by(&prover, &town).await;
            assert_eq!(prover.stopped().await.unwrap(), [], "{answer:?}");
            assert_eq!(signers(&served), ["log.example/l/9901", "second.example"], "{answer:?}");
            assert_eq!(served.size, town.head().await.unsigned_abs(), "{answer:?}");
            assert_eq!(objections().await, [("9901".to_owned(), "teller.example".to_owned(), says)]);
            teller.will_say(&[]);
            prover.consult_witnesses().await;
            assert_eq!(objections().await, [], "it has signed, and nothing is left of what it said");
        }
    });
}

/// The same where an operator looks.
#[test]
fn what_a_witness_says_against_a_log_is_told_in_health() {
    let (teller, argument) = Teller::start("teller.example");
    teller.will_say(&[(422, ""); 400]);
    let options =
        ["demo", "--listen", "127.0.0.1:0", "--cases", "2", "--checkpoint-interval", "1", "--witness", &argument];
    let demo = Demo::start_with(DataDir::new(), &options);
    let health = || demo.request("GET", "/health/ready", &[], b"").json();
    let told = eventually("it is told", Duration::from_mins(1), || {
        let health = health();
        let of_both = health["witnessObjections"].as_array().is_some_and(|told| told.len() == 2);
        of_both.then_some(health)
    });
    let objection = &told["witnessObjections"][0];
    let says = "it says that the tree of 0 events it has seen is another one";
    let expected = [&json!("9901"), &json!("teller.example"), &json!(says)];
    assert_eq!(["municipality", "witness", "objection"].map(|field| &objection[field]), expected);
    assert_eq!((&told["status"], &told["stoppedLogs"]), (&json!("degraded"), &json!([])));
    let measured = r#"case_ledger_witness_objection{municipality="9901",witness="teller.example"} 1"#;
    let metrics = || demo.request("GET", "/metrics", &[], b"").body;
    assert!(metrics().lines().any(|line| line == measured), "{}", metrics());
    teller.will_say(&[]);
    eventually("it is taken back", Duration::from_mins(1), || {
        (health()["witnessObjections"] == json!([]) && !metrics().contains("teller.example")).then_some(())
    });
}

/// Whatever it is that keeps it.
#[test]
fn a_log_that_is_not_signed_is_told_in_health() {
    let options = ["demo", "--listen", "127.0.0.1:0", "--cases", "1", "--checkpoint-interval", "1"];
    let demo = Demo::start_with(DataDir::new(), &options);
    let told = || demo.request("GET", "/health/ready", &[], b"").json();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let holder = runtime.block_on(async {
        let mut holder = PgConnection::connect(&demo.owner_url()).await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT FROM trees FOR UPDATE").execute(&mut holder).await.unwrap();
        holder
    });
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    demo.accepted(&demo.token("employee", "9901"), "raiseConcern", concern);
    // The other ledgers' may wait as well: what the demo was made of may not be signed yet.
    let (health, log) = eventually("it is told", Duration::from_mins(1), || {
        let told = told();
        let log = told["waitingLogs"].as_array()?.iter().find(|log| log["municipality"] == "9901")?.clone();
        Some((told, log))
    });
    assert_eq!((&health["status"], &health["stoppedLogs"]), (&json!("degraded"), &json!([])));
    assert!(log["events"].as_i64() > Some(0) && log["since"].is_string(), "{log}");
    let metrics = demo.request("GET", "/metrics", &[], b"").body;
    assert!(metrics.contains("case_ledger_log_waiting_events{municipality=\"9901\"} "), "{metrics}");
    runtime.block_on(holder.close()).unwrap();
    eventually("it is signed", Duration::from_mins(1), || (told()["waitingLogs"] == json!([])).then_some(()));
}

#[test]
fn a_witness_elsewhere_is_not_asked_over_http_unless_somebody_says_so() {
    let data = DataDir::new();
    let witness = format!("{} http://192.0.2.1", Cosigner::new(WITNESS).verifier_key());
    let (code, _, err) = run_in(data.path(), &["demo", "--listen", "127.0.0.1:0", "--witness", &witness]);
    assert!(code == 1 && err.contains(&format!("--witness: {WITNESS} is on another machine")), "{code}: {err}");
    assert!(err.contains("--plain-http-witnesses"), "{err}");
    let options = ["demo", "--listen", "127.0.0.1:0", "--cases", "1", "--witness", &witness, "--plain-http-witnesses"];
    Demo::start_with(data, &options);
}

/// As happens where several servers hand the same log's checkpoints to one witness.
#[test]
fn a_witness_that_gets_on_while_it_is_asked_is_asked_again() {
    let (teller, argument) = Teller::start("teller.example");
    in_a_town_of_its_own(async |town, _, _| {
        let prover = prover_with(&town, &[&argument]);
        town.open_case().await;
        teller.will_say(&[(409, "2\n"), (409, "3\n")]);
        let served = served_by(&prover, &town).await;
        assert_eq!(prover.stopped().await.unwrap(), []);
        assert_eq!(signers(&served), ["log.example/l/9901", "teller.example"]);
        assert_eq!(*teller.olds.lock().unwrap(), [0, 2, 3]);
    });
}
