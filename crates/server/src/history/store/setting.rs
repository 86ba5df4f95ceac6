//! Where a copy of the files of history is kept: a bucket, and a key for it.

use std::fmt;
use std::path::PathBuf;

use rusty_s3::{Bucket, Credentials, UrlStyle};
use url::Url;

/// The region if nobody names one; stores that are no cloud take any.
const REGION: &str = "us-east-1";

/// A place in an object store that speaks S3's protocol, for a copy of the files of history.
#[derive(Clone)]
pub struct HistoryStore {
    pub(super) bucket: Bucket,
    /// What names begin with; empty, or with `/` at the end.
    pub(super) prefix: String,
    pub(super) credentials: Credentials,
    /// Whom its certificate is of, in PEM, if it is none that everybody knows.
    pub(super) certificates: Option<Vec<u8>>,
}

/// What an operator says about the store. The key comes from the environment, never from the command line.
#[derive(Clone, Default)]
pub struct HistoryStoreSetting {
    /// `s3://bucket/prefix`.
    pub url: String,
    /// `https://…` of a store that is not Amazon's.
    pub endpoint: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The name of the key.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: String,
    /// Present with keys that end.
    pub session_token: Option<String>,
    /// A file of certificates, in PEM, for a store whose own is of an authority that not everybody knows.
    pub certificates: Option<PathBuf>,
}

/// Why a store cannot be used as it is set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryStoreError {
    /// It names no bucket.
    #[error(
        "the history store `{0}` is no `s3://bucket` or `s3://bucket/prefix` of letters, digits, `-`, `_` and `.`"
    )]
    Url(String),
    /// The endpoint cannot be one.
    #[error("the endpoint `{0}` of the history store is no `https://…` or `http://…` address")]
    Endpoint(String),
    /// Nobody may write there without a key.
    #[error(
        "the history store needs a key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment"
    )]
    Credentials,
    /// The file of certificates cannot be read.
    #[error("the certificates in `{0}` (SSL_CERT_FILE) cannot be read")]
    Certificates(PathBuf),
}

impl HistoryStore {
    /// Reads what an operator says.
    ///
    /// # Errors
    ///
    /// When it is no place in a store, or the key is missing.
    pub fn new(setting: HistoryStoreSetting) -> Result<Self, HistoryStoreError> {
        let no_url = || HistoryStoreError::Url(without_key(&setting.url));
        let place = setting.url.strip_prefix("s3://").ok_or_else(no_url)?;
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let prefix = prefix.trim_matches('/');
        let is_plain = |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let is_part = |part: &str| !matches!(part, "" | "." | "..") && is_plain(part);
        if !is_part(bucket) || !(prefix.is_empty() || prefix.split('/').all(is_part)) {
            return Err(no_url());
        }
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let region = setting.region.unwrap_or_else(|| REGION.to_owned());
        // A store at an address of its own has no name for each bucket.
        let (endpoint, style) = match setting.endpoint {
            Some(endpoint) => (endpoint, UrlStyle::Path),
            None => (format!("https://s3.{region}.amazonaws.com"), UrlStyle::VirtualHost),
        };
        let no_endpoint = || HistoryStoreError::Endpoint(without_key(&endpoint));
        let address: Url = endpoint.parse().map_err(|_| no_endpoint())?;
        let has_key = !address.username().is_empty() || address.password().is_some();
        if has_key || address.query().is_some() {
            return Err(no_endpoint());
        }
        let bucket = Bucket::new(address, style, bucket.to_owned(), region);
        let bucket = bucket.map_err(|_| no_endpoint())?;
        if setting.access_key_id.is_empty() || setting.secret_access_key.is_empty() {
            return Err(HistoryStoreError::Credentials);
        }
        let (key, secret) = (setting.access_key_id, setting.secret_access_key);
        let credentials = match setting.session_token {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        };
        let certificates = match setting.certificates {
            Some(file) => {
                Some(std::fs::read(&file).map_err(|_| HistoryStoreError::Certificates(file))?)
            }
            None => None,
        };
        Ok(Self { bucket, prefix, credentials, certificates })
    }
}

/// Somebody may have written a key into an address, where it is refused: it is not repeated.
fn without_key(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((_, rest)) => format!("…@{rest}"),
        None => address.to_owned(),
    }
}

impl fmt::Display for HistoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket.name(), self.prefix)
    }
}

impl fmt::Debug for HistoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HistoryStore({self})")
    }
}

impl fmt::Debug for HistoryStoreSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HistoryStoreSetting({})", without_key(&self.url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(url: &str, endpoint: Option<&str>) -> HistoryStoreSetting {
        HistoryStoreSetting {
            url: url.to_owned(),
            endpoint: endpoint.map(str::to_owned),
            access_key_id: "AKID".to_owned(),
            secret_access_key: "very-secret".to_owned(),
            ..HistoryStoreSetting::default()
        }
    }

    #[test]
    fn places_are_read_and_others_refused() {
        for (url, endpoint, wanted) in [
            ("s3://b", None, ("https://b.s3.us-east-1.amazonaws.com/", "")),
            ("s3://b/", None, ("https://b.s3.us-east-1.amazonaws.com/", "")),
            ("s3://b/a/c/", Some("http://10.0.0.1:9000"), ("http://10.0.0.1:9000/b/", "a/c/")),
        ] {
            let store = HistoryStore::new(setting(url, endpoint)).unwrap();
            assert_eq!((store.bucket.base_url().as_str(), store.prefix.as_str()), wanted);
        }
        for url in [
            "",
            "b",
            "s3://",
            "s3:///x",
            "http://b/x",
            "s3://b/../x",
            "s3://k:s@b/x",
            "s3://b?x",
            "s3://b/x//y",
            "s3://b/my past",
        ] {
            let error = HistoryStore::new(setting(url, None)).unwrap_err();
            assert_eq!(error, HistoryStoreError::Url(without_key(url)));
            assert!(!error.to_string().contains("k:s"), "{error}");
        }
        for endpoint in ["minio", "ftp://minio", "https://", "https://k:s@minio", "http://m?x=1"] {
            let error = HistoryStore::new(setting("s3://b", Some(endpoint))).unwrap_err();
            assert_eq!(error, HistoryStoreError::Endpoint(without_key(endpoint)));
            assert!(!error.to_string().contains("k:s"), "{error}");
        }
        let keyless =
            HistoryStoreSetting { secret_access_key: String::new(), ..setting("s3://b", None) };
        assert_eq!(HistoryStore::new(keyless).unwrap_err(), HistoryStoreError::Credentials);
        let gone = PathBuf::from("no-such-file.pem");
        let without =
            HistoryStoreSetting { certificates: Some(gone.clone()), ..setting("s3://b", None) };
        assert_eq!(HistoryStore::new(without).unwrap_err(), HistoryStoreError::Certificates(gone));
    }

    #[test]
    fn no_key_is_shown() {
        let said = setting("s3://b/x", None);
        let store = HistoryStore::new(said.clone()).unwrap();
        assert_eq!(
            (format!("{said:?}"), format!("{store:?}")),
            ("HistoryStoreSetting(s3://b/x)".to_owned(), "HistoryStore(s3://b/x/)".to_owned())
        );
    }
}
