//! Guessing is bounded, and a stranger cannot lock anybody out.

use super::*;

fn second(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn spared<'a>(target: &'a str, network: &'a str) -> Guess<'a> {
    Guess { target, network, standing: Standing::Spared }
}

fn strange<'a>(target: &'a str, network: &'a str) -> Guess<'a> {
    Guess { target, network, standing: Standing::Strange }
}

#[test]
fn the_sixth_guess_waits_until_the_window_ends() {
    let attempts = Attempts::default();
    for guess in 0..5 {
        assert_eq!(attempts.begin(spared("ada", "::/64"), second(guess)), Ok(()));
    }
    let refused = attempts.begin(spared("ada", "::/64"), second(100));
    assert_eq!(refused, Err(LockedOut { seconds: 800 }));
    for other in [spared("ada", "elsewhere"), spared("eve", "::/64")] {
        assert_eq!(attempts.begin(other, second(100)), Ok(()), "{other:?} is not locked out");
    }
    assert_eq!(attempts.begin(spared("ada", "::/64"), second(WINDOW_SECONDS)), Ok(()));
}

#[test]
fn one_network_cannot_try_everybody() {
    let attempts = Attempts::default();
    for guess in 0..50 {
        let target = format!("member {guess}");
        assert_eq!(attempts.begin(spared(&target, "::/64"), second(0)), Ok(()));
    }
    assert!(attempts.begin(spared("somebody", "::/64"), second(0)).is_err());
}

#[test]
fn a_right_guess_is_forgiven() {
    let attempts = Attempts::default();
    for standing in [Standing::Spared, Standing::Strange] {
        for _ in 0..100 {
            let guess = Guess { standing, ..spared("ada", "::/64") };
            assert_eq!(attempts.begin(guess, second(0)), Ok(()));
            attempts.succeeded(guess);
        }
    }
}

#[test]
fn strangers_together_wait_longer_each_time_and_at_most_an_hour() {
    let attempts = Attempts::default();
    let guess_from = |n: u64, now| {
        let network = format!("network {n}");
        attempts.begin(strange("ada", &network), now)
    };
    for n in 0..20 {
        assert_eq!(guess_from(n, second(0)), Ok(()));
    }
    let mut now = 0;
    for (n, wait) in (20..).zip([60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]) {
        let refused = guess_from(n, second(now));
        assert_eq!(refused, Err(LockedOut { seconds: wait }), "guess {n}");
        assert!(guess_from(n, second(now + wait - 1)).is_err());
        now += wait;
        assert_eq!(guess_from(n, second(now)), Ok(()), "guess {n}");
    }
    assert_eq!(attempts.begin(spared("ada", "home"), second(now)), Ok(()), "the member gets in");
    assert_eq!(guess_from(99, second(now + FORGOTTEN_SECONDS)), Ok(()), "a quiet day is forgiven");
    assert_eq!(guess_from(98, second(now + FORGOTTEN_SECONDS)), Ok(()));
}

#[test]
fn a_member_on_a_new_network_takes_back_the_own_mistakes_alone() {
    let attempts = Attempts::default();
    for n in 0..16 {
        let network = format!("network {n}");
        assert_eq!(attempts.begin(strange("ada", &network), second(0)), Ok(()));
    }
    for _ in 0..4 {
        assert_eq!(attempts.begin(strange("ada", "hotel"), second(0)), Ok(()));
    }
    assert!(attempts.begin(strange("ada", "hotel"), second(59)).is_err());
    assert_eq!(attempts.begin(strange("ada", "hotel"), second(60)), Ok(()));
    attempts.succeeded(strange("ada", "hotel"));
    for n in 16..20 {
        let network = format!("network {n}");
        assert_eq!(attempts.begin(strange("ada", &network), second(60)), Ok(()));
    }
    assert!(attempts.begin(strange("ada", "network 20"), second(60)).is_err());
}

#[test]
fn memory_is_bounded_and_a_flood_hides_nobody() {
    let attempts = Attempts::default();
    for n in 0..20 {
        let network = format!("network {n}");
        assert_eq!(attempts.begin(strange("ada", &network), second(0)), Ok(()));
    }
    for n in 0..(REMEMBERED + 10) {
        let (target, network) = (format!("target {n}"), format!("network {n}"));
        let _ = attempts.begin(strange(&target, &network), second(1));
    }
    let counts = attempts.0.lock().unwrap();
    assert!(counts.windows.len() <= REMEMBERED && counts.strangers.len() <= REMEMBERED);
    drop(counts);
    assert!(attempts.begin(strange("ada", "another"), second(1)).is_err());
}
