//! How many requests one caller may make.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::Request;
use governor::clock::{Clock as GovernorClock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use pointsman_domain::clock::Clock;

use crate::app::App;
use crate::auth::Authentication;
use crate::problem::Problem;
use crate::request::ClientAddress;

/// Callers remembered; beyond it those who have been quiet are forgotten.
const REMEMBERED: usize = 10_000;

type Limiter = RateLimiter<String, DashMapStateStore<String>, Bridge, NoOpMiddleware<Nanos>>;

/// Requests of late, for each API key, member or network. In memory, for each node its own.
pub(crate) struct RequestRate {
    limiter: Limiter,
    clock: Bridge,
}

/// Our clock as the limiter sees it: who set the machine's clock back must not lock everybody out.
#[derive(Clone)]
struct Bridge(Arc<dyn Clock>);

impl GovernorClock for Bridge {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.steady().into()
    }
}

impl fmt::Debug for RequestRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestRate").field("callers", &self.limiter.len()).finish_non_exhaustive()
    }
}

impl RequestRate {
    /// At most `per_minute` requests (at least 1), all at once or spread.
    pub(crate) fn new(per_minute: u32, clock: Arc<dyn Clock>) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
        let clock = Bridge(clock);
        let limiter = RateLimiter::new(quota, DashMapStateStore::default(), clock.clone());
        Self { limiter, clock }
    }

    /// Counts one request; else says after how many whole seconds the next is possible.
    fn check(&self, caller: &String) -> Result<(), u64> {
        if self.limiter.len() > REMEMBERED {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(caller).map_err(|refusal| {
            let wait = refusal.earliest_possible().duration_since(self.clock.now());
            wait.as_u64().div_ceil(1_000_000_000).max(1)
        })
    }
}

/// What says whether the server lives and can work: strangers who ask too often must not make it look dead.
const UNCOUNTED: [&str; 2] = ["/healthz", "/readyz"];

/// Refuses callers who ask too often: 429.
pub(super) fn count(app: &App, request: &Request) -> Result<(), Problem> {
    if UNCOUNTED.contains(&request.uri().path()) {
        return Ok(());
    }
    let known = request.extensions().get::<Authentication>().and_then(Authentication::scope);
    let source = app.options().address_source;
    let caller = known.unwrap_or_else(|| {
        ClientAddress::of(request.extensions(), request.headers(), source).network()
    });
    app.request_rate().check(&caller).map_err(|seconds| {
        let per_minute = app.options().requests_per_minute;
        let detail =
            format!("more than {per_minute} requests a minute; try again in {seconds} seconds");
        Problem::too_many("rate_limited", detail, seconds)
    })
}
