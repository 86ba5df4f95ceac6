//! Running it: metrics, readiness, a full queue, slow clients.

mod busy;
mod jam;
mod metrics;
mod overtaken;
mod slow_clients;

use std::collections::BTreeMap;

use crate::support::Client;

/// The metrics as a monitoring system sees them: each series with its value.
pub(crate) struct Series(BTreeMap<String, f64>);

impl Series {
    pub(crate) async fn read(client: &Client) -> Self {
        let answer = client.get("/metrics").await;
        assert_eq!(answer.status(), 200, "{}", answer.text());
        let text = answer.text();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(
            lines
                .map(|line| {
                    let (series, value) = line.rsplit_once(' ').unwrap();
                    (series.to_owned(), value.parse().unwrap())
                })
                .collect(),
        )
    }

    /// A series that is there.
    #[track_caller]
    pub(crate) fn value(&self, series: &str) -> f64 {
        let found = self.0.get(series);
        *found.unwrap_or_else(|| panic!("there is no {series} in {:#?}", self.0.keys()))
    }

    /// What a whole number is in there.
    #[track_caller]
    pub(crate) fn is(&self, series: &str, wanted: u32) {
        let found = self.value(series);
        assert!((found - f64::from(wanted)).abs() < 0.5, "{series} is {found}, not {wanted}");
    }
}
