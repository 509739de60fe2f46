//! Who asks: a principal, made once per request from a verified access token.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::people::{Body, Role, Roles, as_compared, is_same_unit};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::settings::SettingsLeader;
use case_ledger_domain::text::{Text, in_clear};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::{Fault, Ledger};
use case_ledger_infrastructure::ledger::{Actor, ActorRole, OnBehalfOf};
use case_ledger_infrastructure::personal::keys::KeyError;
use case_ledger_infrastructure::reach::{Own, Reach, Watched};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

/// The issuer of demo tokens. `serve` never accepts it.
pub const DEMO_ISSUER: &str = "case-ledger-demo";
/// For whom demo tokens are.
const DEMO_AUDIENCE: &str = "case-ledger";
/// How long a demo token lasts.
const DEMO_TOKEN_DAYS: i64 = 7;
/// How often the file with the issuer's keys is looked at: a key that the issuer takes back holds no longer than this.
const LOOK_AT_KEYS_EACH: Duration = Duration::from_secs(10);

/// For whom a token is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// For one.
    One(String),
    /// For several.
    Several(Vec<String>),
}

/// The person for whom a program acts, as its token says.
#[derive(Clone, Serialize, Deserialize)]
pub struct OnBehalfOfClaim {
    /// The issuer's name for the person, under which the person's own tokens go as well. Without it, one name is one person
    /// in what the program does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sub: Option<String>,
    /// The person's name.
    pub name: String,
    /// What the person works as, by the role's name.
    pub role: String,
}

/// What a token says.
#[derive(Clone, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Audience: one, or several.
    pub aud: Audience,
    /// The issuer's name for the person or program.
    pub sub: String,
    /// The person's name.
    pub name: String,
    /// The municipality's number.
    pub municipality: String,
    /// The unit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<String>,
    /// The body that the person works for, by its name, where that is another than the one that works with the cases.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub body: Option<String>,
    /// The roles, by name.
    pub roles: Vec<String>,
    /// For whom a program acts; not in a person's token.
    #[serde(rename = "onBehalfOf", skip_serializing_if = "Option::is_none", default)]
    pub on_behalf_of: Option<OnBehalfOfClaim>,
    /// Why the data are processed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub purpose: Option<String>,
    /// When it was issued, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub iat: Option<i64>,
    /// From when it holds.
    pub nbf: i64,
    /// Until when it holds.
    pub exp: i64,
}

/// Who asks. A parameter of every command and query below the API.
#[derive(Debug, Clone)]
pub struct Principal {
    /// Pseudonym within the municipality.
    pub subject: SubjectId,
    /// Name, marked as personal.
    pub name: Personal<Text>,
    /// Whose data the principal may ask for.
    pub municipality: Municipality,
    /// The unit.
    pub unit: Option<String>,
    /// The body that the principal works for, which may work with other units' cases by consent.
    pub body: Option<Body>,
    /// What the principal works as; at least one.
    pub roles: Vec<Role>,
    /// For whom a program acts, where its token says so. It is told who acted, and may do nothing more or less for it.
    pub on_behalf_of: Option<OnBehalfOf>,
    /// Whether that person is known by name alone: the issuer told no name of its own.
    pub on_behalf_of_a_name: bool,
    /// Whether whoever names no unit sees the cases of all.
    units: Units,
    /// Why the data are processed.
    pub purpose: Option<String>,
    /// Until when the token holds.
    pub expires_at: DateTime<Utc>,
}

/// Whether municipalities say in tokens which unit somebody belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Units {
    /// They do: whoever belongs to none has no unit's cases.
    Named,
    /// Not all do: whoever names none works with the cases of all units.
    NotNamedByAll,
}

/// What a principal can want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Act in cases.
    ChangeCases,
    /// Act on reports.
    ChangeReports,
    /// Act in investigations.
    ChangeInvestigations,
    /// See cases.
    SeeCases,
    /// See reports and investigations.
    SeeReports,
    /// See what the child welfare service was consulted about anonymously (R-20).
    SeeConsultations,
    /// See the whole municipality's ledger.
    SeeLedger,
    /// See personal data in what else may be seen.
    SeePersonalData,
    /// See figures.
    SeeStatistics,
    /// Restrict persons' data, and ask for their erasure.
    RestrictSubjects,
    /// Answer a request for erasure. By another person than the one who asks, which the domain sees to.
    ApproveErasure,
    /// Say that an address is protected no more.
    LiftAddressProtection,
    /// See whose data are restricted or erased, and why.
    SeeSubjects,
    /// Record that a person asks for the own data, and look through the ledger for the answer.
    HandleSubjectAccess,
    /// Answer a person who asks for the own data. By another person than the one who records it, which the domain sees to.
    AnswerSubjectAccess,
    /// See what was attached to cases and withdrawn.
    SeeWithdrawn,
    /// See who read what.
    SeeReadLog,
    /// Say whether emergency access was justified. By another person than the one who took it, which the domain sees to.
    ReviewEmergencyAccess,
    /// Decide which guides are followed, and set what else is the leaders' to set. Whose settings these are comes on top of this
    /// ([`Principal::leads`]).
    ChangeSettings,
}

/// What a leader leads, in whose settings something is set (R-70).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Led<'a> {
    /// The municipality.
    Municipality,
    /// Its child welfare service.
    ChildWelfareService,
    /// The unit of that name.
    Unit(&'a str),
}

impl From<Led<'_>> for SettingsLeader {
    fn from(led: Led<'_>) -> Self {
        match led {
            Led::Municipality => Self::Municipality,
            Led::ChildWelfareService => Self::ChildWelfareService,
            Led::Unit(_) => Self::Unit,
        }
    }
}

/// What takes a person, or two of them: a program's own pseudonym says nothing of whether the second is another one than the
/// first, whatever else its token lets it do (R-70, C12).
const fn is_for_persons_alone(permission: Permission) -> bool {
    matches!(
        permission,
        Permission::RestrictSubjects
            | Permission::ApproveErasure
            | Permission::LiftAddressProtection
            | Permission::AnswerSubjectAccess
            | Permission::ReviewEmergencyAccess
    )
}

impl Principal {
    /// Whether one of the roles may.
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| self.grants(*role, permission))
    }

    /// Whether that role of the principal's grants the permission. An integration that names a unit or a body does what an
    /// employee of it does.
    fn grants(&self, role: Role, permission: Permission) -> bool {
        let is_limited = role == Role::Service && !self.is_of_nobody();
        role_may(role, permission)
            && (!is_limited || role_may(Role::Employee, permission))
            && !(self.is_program() && is_for_persons_alone(permission))
    }

    /// Whether the token names neither a unit nor a body, each of which is a limit.
    const fn is_of_nobody(&self) -> bool {
        self.unit.is_none() && self.body.is_none()
    }

    /// Whether a person acts by that permission, and no program: one of the roles that grant it is a person's.
    pub fn is_person(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| *role != Role::Service && self.grants(*role, permission))
    }

    /// Whether it is a program, whatever else its token lets it do: the child welfare service's own system bears a role of the
    /// service's beside. What persons alone do, a program names the person for (R-15, R-17, S2-19).
    pub fn is_program(&self) -> bool {
        self.roles.contains(&Role::Service)
    }

    /// Whether the principal may open cases that that unit works with: persons bring a concern to whichever unit it is for;
    /// a program that works for one unit opens that unit's.
    pub fn may_open_for(&self, unit: &str) -> bool {
        let own = self.unit.as_deref();
        self.is_person(Permission::ChangeCases) || own.map_or(self.is_of_nobody(), |own| is_same_unit(own, unit))
    }

    /// Whether that role of the principal's takes to the cases of all units (R-70).
    const fn reaches_all_units(&self, role: Role) -> bool {
        match role {
            Role::Auditor | Role::DataProtectionOfficer => true,
            Role::Service => self.is_of_nobody(),
            Role::Employee | Role::UnitLeader => self.is_of_nobody() && matches!(self.units, Units::NotNamedByAll),
            Role::ChildWelfareIntake | Role::Caseworker | Role::Statistician => false,
        }
    }

    /// Which cases the permission takes the principal to (R-70). Where one role shows persons in the own cases, and another
    /// shows all cases without, it is the own ones: what is shown of a person does not depend on whose case it is.
    pub fn reach(&self, permission: Permission) -> Reach {
        let granting = self.roles.iter().copied().filter(|role| self.grants(*role, permission));
        let (all, own): (Vec<Role>, Vec<Role>) = granting.partition(|role| self.reaches_all_units(*role));
        let show_persons = |roles: &[Role]| roles.iter().any(|role| self.grants(*role, Permission::SeePersonalData));
        if !all.is_empty() && (show_persons(&all) || !show_persons(&own)) {
            return Reach::Municipality;
        }
        let person = self.is_person(permission).then_some(self.subject);
        Reach::Own(Own { unit: self.unit.clone(), person, body: self.body })
    }

    /// Whose refusals and emergency access the permission lets the principal watch over: a leader those of the own unit.
    pub fn watches(&self, permission: Permission) -> Watched {
        if self.roles.iter().any(|role| self.grants(*role, permission) && self.reaches_all_units(*role)) {
            Watched::Municipality
        } else {
            Watched::Unit(self.unit.clone())
        }
    }

    /// Whether the principal leads that, or the municipality whose it is (R-70). A leader whose token names a unit leads that
    /// one. One who works for the child welfare service, as the token's body or a role beside tells, leads the service. One whose
    /// token names none of these leads the municipality.
    pub fn leads(&self, what: Led<'_>) -> bool {
        let is_of_service = self.body == Some(Body::ChildWelfareService)
            || self.roles.iter().any(|role| matches!(role, Role::ChildWelfareIntake | Role::Caseworker));
        let leads_municipality = self.is_of_nobody() && !is_of_service;
        let leads_it = match what {
            Led::Municipality => false,
            Led::ChildWelfareService => is_of_service,
            Led::Unit(unit) => self.unit.as_deref().is_some_and(|own| is_same_unit(own, unit)),
        };
        self.roles.contains(&Role::UnitLeader) && (leads_municipality || leads_it)
    }

    /// The roles each of which grants both permissions; in cases, and where one of the roles takes to those of all units,
    /// only roles that do: what an employee is shown of persons in the own unit is not shown of those in others.
    pub fn roles_for_both(&self, one: Permission, other: Permission) -> Roles {
        let everywhere = one == Permission::SeeCases && self.reach(one) == Reach::Municipality;
        let both = |role: &Role| {
            self.grants(*role, one) && self.grants(*role, other) && (!everywhere || self.reaches_all_units(*role))
        };
        self.roles.iter().copied().filter(both).collect()
    }

    /// The role that grants the permission, as which the principal then acts.
    pub fn role_for(&self, permission: Permission) -> Role {
        let granting = self.roles.iter().find(|role| self.grants(**role, permission));
        granting.or(self.roles.first()).copied().unwrap_or(Role::Employee)
    }

    /// The principal as it is stored with what it does.
    pub fn actor(&self, permission: Permission) -> Actor {
        let role = self.role_for(permission);
        Actor {
            subject: self.subject,
            role: ActorRole::Principal(role),
            unit: self.unit.clone(),
            name: Some(self.name.clone()),
            on_behalf_of: self.on_behalf_of.clone(),
        }
    }

    /// The person who acts: oneself, or for whom a program acts; nobody where it does not say for whom.
    pub fn person(&self) -> Option<&Personal<Text>> {
        match &self.on_behalf_of {
            Some(person) => Some(&person.name),
            None => (!self.is_program()).then_some(&self.name),
        }
    }

    /// What that person works as, by that permission.
    pub fn person_role(&self, permission: Permission) -> Role {
        self.on_behalf_of.as_ref().map_or_else(|| self.role_for(permission), |person| person.role)
    }
}

/// Who may do what. Which cases that is about comes on top of this ([`Principal::reach`]) and widens nothing here.
const fn role_may(role: Role, permission: Permission) -> bool {
    use Permission::{
        AnswerSubjectAccess, ApproveErasure, ChangeCases, ChangeInvestigations, ChangeReports, ChangeSettings,
        HandleSubjectAccess, LiftAddressProtection, RestrictSubjects, ReviewEmergencyAccess, SeeCases,
        SeeConsultations, SeeLedger, SeePersonalData, SeeReadLog, SeeReports, SeeStatistics, SeeSubjects, SeeWithdrawn,
    };
    match role {
        Role::Employee => matches!(permission, ChangeCases | SeeCases | SeePersonalData),
        // The leader acts for the controller, who decides; the data protection officer must not (GDPR art. 38(6)).
        Role::UnitLeader => matches!(
            permission,
            ChangeCases
                | SeeCases
                | SeePersonalData
                | SeeStatistics
                | ApproveErasure
                | LiftAddressProtection
                | SeeSubjects
                | HandleSubjectAccess
                | AnswerSubjectAccess
                | SeeReadLog
                | ReviewEmergencyAccess
                | ChangeSettings
        ),
        Role::ChildWelfareIntake | Role::Caseworker => {
            matches!(
                permission,
                ChangeReports
                    | ChangeInvestigations
                    | LiftAddressProtection
                    | SeeReports
                    | SeeConsultations
                    | SeePersonalData
                    | SeeStatistics
            )
        }
        Role::Auditor => {
            matches!(
                permission,
                SeeCases
                    | SeeReports
                    | SeeLedger
                    | SeePersonalData
                    | SeeStatistics
                    | SeeSubjects
                    | SeeReadLog
                    | SeeWithdrawn
            )
        }
        Role::Statistician => matches!(permission, SeeStatistics),
        Role::DataProtectionOfficer => {
            matches!(
                permission,
                SeeCases
                    | SeeReports
                    | SeeLedger
                    | SeeStatistics
                    | RestrictSubjects
                    | SeeSubjects
                    | HandleSubjectAccess
                    | SeeReadLog
            )
        }
        // Integrations do what their users do. But restricting, erasing and answering persons take persons: one integration
        // with two tokens would be the second person of its own erasure. And how a municipality works its leaders decide.
        // And who read what tells of the readers. And an integration that works with cases, too, is not handed beside them what
        // nobody is to link to them (R-20). A permission that is added is nobody's before it stands here.
        Role::Service => matches!(
            permission,
            ChangeCases
                | ChangeReports
                | ChangeInvestigations
                | SeeCases
                | SeeReports
                | SeeLedger
                | SeePersonalData
                | SeeStatistics
                | SeeSubjects
        ),
    }
}

/// Why a request is not let in. What is said outside tells what is wrong with a token, never what it holds.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// No bearer token.
    #[error("a bearer token is required")]
    Missing,
    /// The token is not valid here.
    #[error("the bearer token is not valid here")]
    Invalid(#[source] Option<jsonwebtoken::errors::Error>),
    /// A claim is not as it must be.
    #[error("the bearer token's claim `{0}` is not usable")]
    Claim(&'static str),
    /// The municipality has no ledger here.
    #[error("the bearer token's municipality has no ledger here")]
    NotOpened,
    /// The ledger is at fault.
    #[error("the principal could not be established")]
    Fault(#[from] Fault),
}

struct TrustedKey {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// The keys that are trusted now, and the text they were read from.
struct TrustedKeys {
    text: String,
    keys: Vec<TrustedKey>,
}

/// Verifies tokens of one issuer.
pub struct Authenticator {
    issuer: String,
    audience: String,
    /// The file that the keys come from; none for the demo's, which never change.
    file: Option<PathBuf>,
    trusted: RwLock<Arc<TrustedKeys>>,
    units: Units,
}

/// Why an issuer's keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// The file.
    #[error("the JWK set cannot be read")]
    File(#[from] std::io::Error),
    /// Its content.
    #[error("the file is not a JWK set")]
    Json(#[from] serde_json::Error),
    /// A key in it.
    #[error("a key of the JWK set cannot be used")]
    Key(#[from] jsonwebtoken::errors::Error),
    /// No key in it.
    #[error("the JWK set holds no key for signatures by RS256, PS256, ES256 or EdDSA")]
    Empty,
    /// The demo's issuer.
    #[error("the demo's tokens are not valid elsewhere; name another issuer")]
    Demo,
}

impl Authenticator {
    /// Verifies the tokens of the demo whose secret this is.
    pub fn demo(secret: &[u8]) -> Self {
        let key = TrustedKey { id: None, algorithm: Algorithm::HS256, key: DecodingKey::from_secret(secret) };
        let trusted = TrustedKeys { text: String::new(), keys: vec![key] };
        Self {
            issuer: DEMO_ISSUER.to_owned(),
            audience: DEMO_AUDIENCE.to_owned(),
            file: None,
            trusted: RwLock::new(Arc::new(trusted)),
            // Whoever tries the demo out is let look around.
            units: Units::NotNamedByAll,
        }
    }

    /// Verifies the tokens of `issuer` for `audience` with the public keys in a file.
    pub fn with_jwks(issuer: &str, audience: &str, jwks: &Path, units: Units) -> Result<Self, IssuerError> {
        if issuer == DEMO_ISSUER {
            return Err(IssuerError::Demo);
        }
        let trusted = read_keys(std::fs::read_to_string(jwks)?)?;
        Ok(Self {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            file: Some(jwks.to_owned()),
            trusted: RwLock::new(Arc::new(trusted)),
            units,
        })
    }

    /// Follows the file with the issuer's keys while it is awaited: issuers change their keys, and take them back.
    pub async fn follow_keys(self: Arc<Self>) {
        let Some(file) = &self.file else { return std::future::pending().await };
        let mut refused = None;
        loop {
            tokio::time::sleep(LOOK_AT_KEYS_EACH).await;
            match self.take_keys_of(file) {
                Ok(changed) => {
                    if changed {
                        tracing::warn!("the issuer's keys have changed; tokens are verified with the new ones");
                    }
                    refused = None;
                }
                // Said once, not each time: what is trusted stays, and so does the fault until somebody mends it.
                Err(error) => {
                    let fault = error.to_string();
                    if refused.as_ref() != Some(&fault) {
                        tracing::error!(error = fault, "the issuer's keys cannot be read again; the ones before hold");
                        refused = Some(fault);
                    }
                }
            }
        }
    }

    /// Trusts what the file says now, whole or not at all; answers whether that is something else than before.
    fn take_keys_of(&self, file: &Path) -> Result<bool, IssuerError> {
        let text = std::fs::read_to_string(file)?;
        if self.trusted().text == text {
            return Ok(false);
        }
        let trusted = Arc::new(read_keys(text)?);
        *self.trusted.write().unwrap_or_else(PoisonError::into_inner) = trusted;
        Ok(true)
    }

    fn trusted(&self) -> Arc<TrustedKeys> {
        Arc::clone(&self.trusted.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The claims of a token that is valid here and now.
    pub fn verify(&self, token: &str) -> Result<Claims, AuthError> {
        let header = decode_header(token).map_err(|error| AuthError::Invalid(Some(error)))?;
        let mut last = None;
        for trusted in &self.trusted().keys {
            let named = trusted.id.is_none() || header.kid.is_none() || trusted.id == header.kid;
            if !named || trusted.algorithm != header.alg {
                continue;
            }
            let mut validation = Validation::new(trusted.algorithm);
            validation.set_issuer(&[&self.issuer]);
            validation.set_audience(&[&self.audience]);
            validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
            validation.validate_nbf = true;
            match decode::<Claims>(token, &trusted.key, &validation) {
                Ok(data) => return Ok(data.claims),
                Err(error) => last = Some(error),
            }
        }
        Err(AuthError::Invalid(last))
    }

    /// The principal behind an `Authorization` header.
    pub async fn principal(&self, ledger: &Arc<Ledger>, header: Option<&str>) -> Result<Principal, AuthError> {
        let token = header.and_then(bearer).ok_or(AuthError::Missing)?;
        let claims = self.verify(token)?;
        let municipality: Municipality = claims.municipality.parse().map_err(|_| AuthError::Claim("municipality"))?;
        let roles = claims.roles.iter().map(|role| role.parse()).collect::<Result<Vec<Role>, _>>();
        let roles = roles.ok().filter(|roles| !roles.is_empty()).ok_or(AuthError::Claim("roles"))?;
        let name = Text::new(&claims.name).map_err(|_| AuthError::Claim("name"))?;
        // Not the issuer's own name for the person: that may be an e-mail address or a national id.
        let pseudonym = async |kind, identity: String| {
            let subject = ledger.keys().keyed_id(&municipality, kind, identity.as_bytes()).await;
            subject.map(SubjectId::from_uuid).map_err(|error| match error {
                KeyError::NotOpened(_) => AuthError::NotOpened,
                error => AuthError::Fault(error.into()),
            })
        };
        let subject = pseudonym("principal", format!("{}\n{}", claims.iss, claims.sub)).await?;
        let on_behalf_of = match &claims.on_behalf_of {
            Some(person) if roles.contains(&Role::Service) => {
                let (name, role) = acted_for(person).ok_or(AuthError::Claim("onBehalfOf"))?;
                let subject = if let Some(sub) = &person.sub {
                    pseudonym("principal", format!("{}\n{sub}", claims.iss)).await?
                } else {
                    let known_as = as_compared(name.as_str());
                    let program = format!("{}\n{}", claims.iss, claims.sub);
                    let by_name = pseudonym("on-behalf-of", format!("{program}\n{known_as}")).await?;
                    // Two of one name in different units are two persons: erasing one must not erase the other. But for
                    // whoever was erased or restricted by the name alone, as everybody was known once: they stay so.
                    match claims.unit.as_deref().map(as_compared) {
                        None => by_name,
                        Some(_) if ledger.is_erased_or_restricted(&municipality, by_name).await? => by_name,
                        Some(unit) => pseudonym("on-behalf-of", format!("{program}\n{unit}\n{known_as}")).await?,
                    }
                };
                Some(OnBehalfOf { subject, role, name: Personal::employee(subject, name) })
            }
            // A person acts for nobody else: who decides is named in the command.
            Some(_) => return Err(AuthError::Claim("onBehalfOf")),
            None => None,
        };
        // Both stand in clear beside what the principal does.
        let clear = |claim: Option<String>, name| match claim {
            None => Ok(None),
            Some(text) => in_clear(&text).map(|text| Some(text.to_owned())).ok_or(AuthError::Claim(name)),
        };
        let (unit, purpose) = (clear(claims.unit, "unit")?, clear(claims.purpose, "purpose")?);
        let body = claims.body.map(|body| Body::named(&body).ok_or(AuthError::Claim("body"))).transpose()?;
        let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or(AuthError::Claim("exp"))?;
        let name = Personal::employee(subject, name);
        let units = self.units;
        let on_behalf_of_a_name = claims.on_behalf_of.is_some_and(|person| person.sub.is_none());
        Ok(Principal {
            subject,
            name,
            municipality,
            unit,
            body,
            roles,
            on_behalf_of,
            on_behalf_of_a_name,
            units,
            purpose,
            expires_at,
        })
    }
}

/// Who that person is and works as: as somebody who acts in cases, reports or investigations.
fn acted_for(person: &OnBehalfOfClaim) -> Option<(Text, Role)> {
    let role = person.role.parse().ok()?;
    let acts = matches!(role, Role::Employee | Role::UnitLeader | Role::ChildWelfareIntake | Role::Caseworker);
    let name = Text::new(&person.name).ok()?;
    (acts && person.sub.as_deref().is_none_or(|sub| !sub.trim().is_empty())).then_some((name, role))
}

/// The keys of a JWK set that signatures can be verified with; at least one.
fn read_keys(text: String) -> Result<TrustedKeys, IssuerError> {
    let set: JwkSet = serde_json::from_str(&text)?;
    let mut keys = Vec::new();
    for jwk in &set.keys {
        let Some(algorithm) = algorithm_of(jwk) else { continue };
        keys.push(TrustedKey { id: jwk.common.key_id.clone(), algorithm, key: DecodingKey::from_jwk(jwk)? });
    }
    if keys.is_empty() { Err(IssuerError::Empty) } else { Ok(TrustedKeys { text, keys }) }
}

/// The algorithm that a public key verifies; `None` for keys that are not accepted. Symmetric ones are not: whoever
/// can verify with them could also sign.
fn algorithm_of(jwk: &Jwk) -> Option<Algorithm> {
    if jwk.common.public_key_use.as_ref().is_some_and(|it| *it != PublicKeyUse::Signature) {
        return None;
    }
    match (&jwk.algorithm, jwk.common.key_algorithm) {
        (AlgorithmParameters::RSA(_), None | Some(KeyAlgorithm::RS256)) => Some(Algorithm::RS256),
        (AlgorithmParameters::RSA(_), Some(KeyAlgorithm::PS256)) => Some(Algorithm::PS256),
        (AlgorithmParameters::EllipticCurve(_), None | Some(KeyAlgorithm::ES256)) => Some(Algorithm::ES256),
        (AlgorithmParameters::OctetKeyPair(_), None | Some(KeyAlgorithm::EdDSA)) => Some(Algorithm::EdDSA),
        _ => None,
    }
}

/// The token in `Bearer TOKEN`; the scheme's case does not matter.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Whom a demo token is for.
#[derive(Debug, Clone)]
pub struct DemoIdentity<'a> {
    /// Tells one person from another.
    pub subject: &'a str,
    /// Name.
    pub name: &'a str,
    /// Municipality.
    pub municipality: &'a Municipality,
    /// Unit.
    pub unit: Option<&'a str>,
    /// The body that the person works for, by its name.
    pub body: Option<&'a str>,
    /// Role.
    pub role: Role,
    /// The person for whom a program acts, who is told from others by name, and what the person works as.
    pub on_behalf_of: Option<(&'a str, Role)>,
}

/// Issues a demo token, valid only where `secret` is.
pub fn demo_token(secret: &[u8], identity: &DemoIdentity<'_>) -> Result<String, jsonwebtoken::errors::Error> {
    let now = clock::now();
    let claims = Claims {
        iss: DEMO_ISSUER.to_owned(),
        aud: Audience::One(DEMO_AUDIENCE.to_owned()),
        sub: identity.subject.to_owned(),
        name: identity.name.to_owned(),
        municipality: identity.municipality.to_string(),
        unit: identity.unit.map(ToOwned::to_owned),
        body: identity.body.map(ToOwned::to_owned),
        roles: vec![identity.role.as_str().to_owned()],
        on_behalf_of: identity.on_behalf_of.map(|(name, role)| OnBehalfOfClaim {
            sub: Some(name.to_owned()),
            name: name.to_owned(),
            role: role.as_str().to_owned(),
        }),
        purpose: Some("demo".to_owned()),
        iat: Some(now.timestamp()),
        nbf: now.timestamp(),
        exp: (now + TimeDelta::days(DEMO_TOKEN_DAYS)).timestamp(),
    };
    encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(secret: &[u8]) -> String {
        let municipality = "9901".parse().unwrap();
        let identity = DemoIdentity {
            subject: "kari",
            name: "Kari",
            municipality: &municipality,
            unit: None,
            body: None,
            role: Role::Employee,
            on_behalf_of: None,
        };
        demo_token(secret, &identity).unwrap()
    }

    #[test]
    fn a_demo_token_holds_only_where_it_was_issued() {
        let token = token(b"one");
        assert_eq!(Authenticator::demo(b"one").verify(&token).unwrap().municipality, "9901");
        assert!(matches!(Authenticator::demo(b"other").verify(&token), Err(AuthError::Invalid(_))));
    }

    #[test]
    fn a_token_without_signature_is_refused() {
        let token = token(b"one");
        let (_, rest) = token.split_once('.').unwrap();
        let (payload, _) = rest.split_once('.').unwrap();
        // {"alg":"none","typ":"JWT"}
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.");
        assert!(matches!(Authenticator::demo(b"one").verify(&unsigned), Err(AuthError::Invalid(_))));
    }

    #[test]
    fn serve_does_not_accept_the_demos_issuer() {
        let result = Authenticator::with_jwks(DEMO_ISSUER, "anyone", Path::new("nowhere"), Units::Named);
        assert!(matches!(result, Err(IssuerError::Demo)));
    }

    #[test]
    fn keys_are_taken_whole_or_not_at_all() {
        let file = std::env::temp_dir().join(format!("case-ledger-keys-{}.json", clock::new_id()));
        let set = |x: char, signs: &str| {
            let x = x.to_string().repeat(43);
            format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","use":"{signs}","kid":"{x}","x":"{x}"}}]}}"#)
        };
        std::fs::write(&file, set('A', "sig")).unwrap();
        let authenticator = Authenticator::with_jwks("https://id.example", "ledger", &file, Units::Named).unwrap();
        let trusted = || authenticator.trusted().keys.iter().map(|key| key.id.clone()).collect::<Vec<_>>();
        let (first, second) = (vec![Some("A".repeat(43))], vec![Some("E".repeat(43))]);
        assert!(!authenticator.take_keys_of(&file).unwrap(), "nothing has changed");
        for (broken, is) in [("{", "no JSON"), ("{\"keys\":[]}", "no key"), (&set('E', "enc"), "none that signs")] {
            std::fs::write(&file, broken).unwrap();
            assert!(authenticator.take_keys_of(&file).is_err(), "{is}");
            assert_eq!(trusted(), first, "{is}");
        }
        std::fs::write(&file, set('E', "sig")).unwrap();
        assert!(authenticator.take_keys_of(&file).unwrap());
        assert_eq!(trusted(), second);
        std::fs::remove_file(&file).unwrap();
        assert!(matches!(authenticator.take_keys_of(&file), Err(IssuerError::File(_))));
        assert_eq!(trusted(), second);
    }

    #[test]
    fn only_a_bearer_token_counts() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer abc"), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("abc"), None);
    }
}
