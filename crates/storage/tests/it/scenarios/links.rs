//! The links that let people in: invitations, and those with which a member chooses a new password.

use pointsman_domain::ids::{InvitationId, KeyId, MemberId, RandomIds};
use pointsman_domain::people::Role;
use pointsman_storage::people::ended::{self, EndedLinks};
use pointsman_storage::people::invitations::{self, Accept, Invitation, Invite, Joining};
use pointsman_storage::people::keys::{self, ApiKey};
use pointsman_storage::people::member_changes::{self, ChangeMember};
use pointsman_storage::people::members::{self, Member};
use pointsman_storage::people::password_links::{self, PasswordLink, UseLink};
use pointsman_storage::people::sessions;
use pointsman_storage::{Actor, StorageError};

use super::people::{administrator, session_of};
use crate::databases::Fixture;
use crate::fixtures::{ann, at, at_once, member};

pub(super) fn invitation(email: &str, n: u8, by: Actor) -> Invitation {
    Invitation {
        id: InvitationId::new(&RandomIds, at(i64::from(n))),
        email: email.to_owned(),
        role: Role::Editor,
        secret_hash: [n; 32],
        created_at: at(i64::from(n)),
        created_by: by,
        expires_at: at(i64::from(n) + 10),
    }
}

pub(super) fn password_link(member: MemberId, n: u8, by: Actor) -> PasswordLink {
    PasswordLink {
        member,
        secret_hash: [n; 32],
        created_at: at(1),
        created_by: by,
        expires_at: at(10),
    }
}

fn joining(name: &str, seconds: i64) -> Joining {
    Joining {
        id: MemberId::new(&RandomIds, at(0)),
        name: name.to_owned(),
        password_hash: "hash".to_owned(),
        at: at(seconds),
    }
}

pub(crate) async fn an_invitation_lets_one_person_in(fixture: Fixture) {
    let (eve, again, late) = (
        invitation("Eve@example.com", 1, ann()),
        invitation("eve@EXAMPLE.com", 2, ann()),
        invitation("eve@example.com", 11, ann()),
    );
    let (first, third) = (eve.clone(), late.clone());
    let outcomes = fixture
        .write(move |tx| {
            Ok([
                invitations::add(tx, &first)?,
                invitations::add(tx, &again)?,
                invitations::add(tx, &third)?,
            ])
        })
        .await;
    let open = Invite::IsInvited { invitation: eve.id };
    let invited =
        |replaced: Option<Invitation>| Invite::Invited { replaced: replaced.map(Box::new) };
    assert_eq!(outcomes, [invited(None), open, invited(Some(eve))], "one that ended gives way");
    assert_eq!(fixture.read(|tx| invitations::page(tx, None, 9)).await.rows, [late]);
    let outcomes = fixture
        .write(|tx| {
            Ok([
                invitations::accept(tx, &[1; 32], &joining("Eve", 12))?,
                invitations::accept(tx, &[11; 32], &joining("Eve", 21))?,
                invitations::accept(tx, &[11; 32], &joining("Eve", 20))?,
                invitations::accept(tx, &[11; 32], &joining("Eve", 20))?,
            ])
        })
        .await;
    let Accept::Joined(joined) = &outcomes[2] else { panic!("{outcomes:?}") };
    assert_eq!((joined.name.as_str(), joined.role), ("Eve", Role::Editor));
    assert_eq!((&outcomes[0], &outcomes[1]), (&Accept::Void, &Accept::Expired));
    assert_eq!(outcomes[3], Accept::Void);
    let id = joined.id;
    let refused =
        fixture.write(|tx| invitations::add(tx, &invitation("eve@example.com", 30, ann()))).await;
    assert_eq!(refused, Invite::IsMember { member: id });
    let other = invitation("zoe@example.com", 40, ann());
    let id = other.id;
    let removed = fixture
        .write(move |tx| {
            invitations::add(tx, &other)?;
            let zoe = member("ZOE@example.com");
            members::add(tx, &zoe)?;
            let taken = invitations::accept(tx, &[40; 32], &joining("Zoe", 41))?;
            Ok::<_, StorageError>((taken, invitations::remove(tx, id)?))
        })
        .await;
    let taken = Accept::EmailTaken { email: "zoe@example.com".to_owned() };
    assert_eq!(removed, (taken, true), "the invitation is there until somebody takes it back");
}

pub(crate) async fn an_invitation_lets_one_person_in_under_load(fixture: Fixture) {
    fixture.write(|tx| invitations::add(tx, &invitation("eve@example.com", 1, ann()))).await;
    let outcomes = at_once(&fixture, 20, |n, tx| {
        invitations::accept(tx, &[1; 32], &joining(&format!("Eve {n}"), 2))
    })
    .await;
    let joined = outcomes.iter().filter(|outcome| matches!(outcome, Accept::Joined(_))).count();
    assert_eq!(joined, 1);
    assert_eq!(fixture.read(members::count).await, 1);
}

pub(crate) async fn a_password_link_works_once(fixture: Fixture) {
    let ann = administrator("ann@example.com");
    let (id, added) = (ann.id, ann.clone());
    let outcomes = fixture
        .write(move |tx| {
            members::add(tx, &added)?;
            sessions::begin(tx, &session_of(&added, 1, 100), &added.password_hash, 9)?;
            password_links::put(tx, &password_link(id, 1, Actor::System))?;
            password_links::put(tx, &password_link(id, 2, Actor::System))?;
            Ok::<_, StorageError>([
                password_links::use_link(tx, &[1; 32], "new", at(2))?,
                password_links::use_link(tx, &[2; 32], "new", at(10))?,
                password_links::use_link(tx, &[2; 32], "new", at(9))?,
                password_links::use_link(tx, &[2; 32], "newer", at(9))?,
            ])
        })
        .await;
    let done = Member { password_hash: "new".to_owned(), signed_in_at: Some(at(1)), ..ann };
    assert_eq!(
        outcomes,
        [UseLink::Void, UseLink::Expired, UseLink::Done(Box::new(done)), UseLink::Void]
    );
    assert_eq!(fixture.read(|tx| sessions::get(tx, &[1; 32])).await, None, "sessions ended");
    fixture
        .write(move |tx| {
            password_links::put(tx, &password_link(id, 3, Actor::System))?;
            members::set_password(tx, id, "chosen by hand")
        })
        .await;
    assert_eq!(fixture.read(|tx| password_links::by_secret(tx, &[3; 32])).await, None);
}

pub(crate) async fn a_link_and_a_removal_leave_no_link(fixture: Fixture) {
    let (ann, bob) = (administrator("ann@example.com"), member("bob@example.com"));
    let id = bob.id;
    fixture
        .write(move |tx| {
            members::add(tx, &ann)?;
            members::add(tx, &bob).map(drop)
        })
        .await;
    at_once(&fixture, 20, move |n, tx| {
        if n == 10 {
            member_changes::remove(tx, id, at(9), &Actor::System).map(drop)
        } else {
            let n = u8::try_from(n).unwrap();
            password_links::put(tx, &password_link(id, n, Actor::System)).map(drop)
        }
    })
    .await;
    assert_eq!(fixture.read(members::count).await, 1);
    for n in 0..20 {
        assert_eq!(fixture.read(move |tx| password_links::by_secret(tx, &[n; 32])).await, None);
    }
}

pub(crate) async fn a_revoked_key_leaves_no_link(fixture: Fixture) {
    let bob = member("bob@example.com");
    let (id, key) = (bob.id, api_key(1, Role::Administrator, ann()));
    let (robot, revoked) = (by_key(&key), key.id);
    let invited = invitation("eve@example.com", 1, robot.clone());
    let (first, added) = (invited.clone(), bob.clone());
    let ended = fixture
        .write(move |tx| {
            members::add(tx, &added)?;
            keys::add(tx, &key)?;
            invitations::add(tx, &first)?;
            invitations::add(tx, &invitation("zoe@example.com", 2, ann()))?;
            password_links::put(tx, &password_link(id, 3, robot.clone()))?;
            let revoked = keys::revoke(tx, revoked, at(3), &ann())?;
            Ok::<_, StorageError>(revoked.map(|revoked| revoked.links))
        })
        .await;
    assert_eq!(ended, Some(EndedLinks { invitations: vec![invited], passwords_of: vec![bob] }));
    let open = fixture.read(|tx| invitations::page(tx, None, 9)).await.rows;
    assert_eq!(open.iter().map(|one| one.email.as_str()).collect::<Vec<_>>(), ["zoe@example.com"]);
    assert_eq!(fixture.read(|tx| password_links::by_secret(tx, &[3; 32])).await, None);
}

/// A key that `by` made.
pub(super) fn api_key(n: u8, role: Role, by: Actor) -> ApiKey {
    ApiKey {
        id: KeyId::new(&RandomIds, at(i64::from(n))),
        name: format!("Key {n}"),
        role,
        secret_hash: [n; 32],
        prefix: format!("pmk_{n}"),
        created_at: at(i64::from(n)),
        created_by: by,
        last_used_at: None,
        expires_at: None,
        revoked_at: None,
    }
}

/// The key as the one who does something.
pub(super) fn by_key(key: &ApiKey) -> Actor {
    Actor::Key { id: key.id, name: key.name.clone() }
}

pub(crate) async fn who_may_less_keeps_no_key_above_it(fixture: Fixture) {
    let (ann_too, bob) = (administrator("ann@example.com"), administrator("bob@example.com"));
    let by_bob = Actor::Member { id: bob.id, name: "Bob".to_owned() };
    let first = api_key(1, Role::Administrator, by_bob.clone());
    let second = api_key(2, Role::Editor, by_key(&first));
    let third = api_key(3, Role::Integrator, by_key(&second));
    let ended = ApiKey { expires_at: Some(at(4)), ..api_key(4, Role::Editor, by_bob.clone()) };
    let others = api_key(5, Role::Administrator, ann());
    let (id, all) = (bob.id, [&first, &second, &third, &ended, &others].map(Clone::clone));
    let outcomes = fixture
        .write(move |tx| {
            members::add(tx, &ann_too)?;
            members::add(tx, &bob)?;
            all.iter().try_for_each(|key| keys::add(tx, key))?;
            let at_stake = ended::keys_at_stake(tx, id, Some(Role::Developer), at(9))?;
            let demoted = member_changes::set_role(tx, id, Role::Developer, at(9), &Actor::System)?;
            let left = ended::keys_at_stake(tx, id, None, at(9))?;
            let removed = member_changes::remove(tx, id, at(10), &Actor::System)?;
            Ok::<_, StorageError>((at_stake, demoted, left, removed))
        })
        .await;
    let (at_stake, demoted, left, removed) = outcomes;
    let ids = |keys: &[ApiKey]| keys.iter().map(|key| key.id).collect::<Vec<_>>();
    let revoked = |change: &ChangeMember| match change {
        ChangeMember::Done { ended, .. } => ids(&ended.keys),
        ChangeMember::NotFound | ChangeMember::LastAdministrator => panic!("{change:?}"),
    };
    assert_eq!(ids(&at_stake), [second.id, first.id], "newest first; a key that has ended is none");
    assert_eq!(revoked(&demoted), [second.id, first.id]);
    assert_eq!(ids(&left), [third.id], "by way of keys that are revoked already");
    assert_eq!(revoked(&removed), [third.id]);
    let open = fixture.read(move |tx| keys::get(tx, others.id)).await;
    assert_eq!(open.and_then(|key| key.revoked_at), None);
}
