//! The files in which the past outlives the server: segments, and what waits to be written to them.
//!
//! They hold nothing that the database does not. Whatever is wrong with them is told in the log, and they are made anew;
//! while nothing can be written, the past is kept in memory alone, and it is tried again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ListId};
use pointsman_history::segments::{Kept, MeetKeys, SegmentError};
use pointsman_history::{Folder, Inquiries, PastInquiry, Room, Segments, Watermark};

use super::keeper::{Last, Past};

/// So many new inquiries are written together…
const ENOUGH: usize = 20_000;
/// … or those that waited so long. What is lost with the process is read again from the database.
const LONGEST: Duration = Duration::from_mins(5);
/// Erased ones wait longer: a whole segment is written anew for them. Far below the day after which nothing may be left.
const LONGEST_CHANGED: Duration = Duration::from_hours(1);
/// When they are made anew after trouble: what is in them still must be gone within a day if its person is erased. After
/// each trouble that follows it takes twice as long…
const AGAIN: Duration = Duration::from_mins(5);
/// … and at most this.
const AGAIN_AT_MOST: Duration = Duration::from_hours(1);
/// While everything is read so many are written together: whole chunks.
const BUILT_TOGETHER: usize = 2 * 65_536;
/// The position of files that are not whole yet.
const UNFINISHED: Watermark = Watermark { position: -1, at: Timestamp::from_microseconds(0) };

/// A panic, which is in the log.
const BROKEN_OFF: &str = "work on the history folder broke off";

/// The files of the past.
#[derive(Debug, Default)]
pub(super) struct Files {
    folder: Option<PathBuf>,
    /// `None` where there is no folder, or before it was opened.
    segments: Option<Segments>,
    waiting: Vec<Kept>,
    places: HashMap<InquiryId, usize>,
    changed: BTreeMap<InquiryId, PastInquiry>,
    /// Whether their rows are those of the past in memory: files that are made anew while the server runs are in the
    /// order of the database.
    are_in_order: bool,
    /// Whether something has become known of lists that they do not say.
    has_news_of_lists: bool,
    saved: Duration,
    trouble: Trouble,
}

/// What went wrong with the files since they were written the last time.
#[derive(Debug, Default)]
struct Trouble {
    /// How often.
    times: u32,
    /// They are not used until they are made anew.
    is_out: bool,
    /// When that was noticed.
    since: Option<Duration>,
}

impl Files {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, ..Self::default() }
    }

    /// Reads what the files hold, if they are whole, within a bound of memory.
    pub(super) async fn load(&mut self, room: Option<Room>) -> Option<Loaded> {
        let folder = self.folder.clone()?;
        let loaded = blocking(move || load(&folder, room.as_ref())).await;
        match loaded {
            Some(Ok(Some((segments, loaded)))) => {
                (self.segments, self.are_in_order) = (Some(segments), true);
                Some(loaded)
            }
            Some(Ok(None)) | None => None,
            Some(Err(error)) => {
                tracing::warn!(%error, "history is built anew from the database");
                None
            }
        }
    }

    /// Clears the folder.
    pub(super) async fn begin_anew(&mut self) {
        self.forget();
        (self.trouble.is_out, self.trouble.since) = (false, None);
        let Some(folder) = self.folder.clone() else { return };
        match blocking(move || cleared(&folder)).await {
            Some(Ok(segments)) => (self.segments, self.are_in_order) = (Some(segments), true),
            Some(Err(error)) => self.give_up(&error),
            None => self.give_up(&BROKEN_OFF),
        }
    }

    /// Their rows will not be those of the past in memory.
    pub(super) const fn are_of_another_order(&mut self) {
        self.are_in_order = false;
    }

    /// Something has become known of who is on a list.
    pub(super) const fn note_lists(&mut self) {
        self.has_news_of_lists = self.segments.is_some() && self.are_in_order;
    }

    /// Whether they are out of use: what is in them is of an earlier moment.
    pub(super) const fn are_out(&self) -> bool {
        self.trouble.is_out
    }

    /// Whether anything is written to them.
    pub(super) const fn are_used(&self) -> bool {
        self.segments.is_some()
    }

    /// Whether they are out of use for so long that it is worth another try.
    pub(super) fn are_to_be_made_anew(&mut self, now: Duration) -> bool {
        if !self.trouble.is_out {
            return false;
        }
        let since = *self.trouble.since.get_or_insert(now);
        let times = self.trouble.times.saturating_sub(1).min(8);
        now.saturating_sub(since) >= (AGAIN * (1 << times)).min(AGAIN_AT_MOST)
    }

    /// An inquiry that is new.
    pub(super) fn add(&mut self, kept: Kept) {
        if self.segments.is_some() {
            self.places.insert(kept.inquiry.id, self.waiting.len());
            self.waiting.push(kept);
        }
    }

    /// An inquiry that has changed.
    pub(super) fn change(&mut self, kept: Kept) {
        let waiting = self.places.get(&kept.inquiry.id);
        if let Some(own) = waiting.and_then(|place| self.waiting.get_mut(*place)) {
            *own = kept;
        } else if self.segments.is_some() {
            self.changed.insert(kept.inquiry.id, kept.inquiry);
        }
    }

    /// While everything is read: writes what has come together.
    pub(super) async fn save_part(&mut self) {
        if self.hold_much() {
            self.write(UNFINISHED).await;
        }
    }

    /// Whether so many wait that they take much memory.
    pub(super) const fn hold_much(&self) -> bool {
        self.waiting.len() >= BUILT_TOGETHER
    }

    /// Whether enough waits, or for long enough; what is known of lists waits, too.
    pub(super) fn is_due(&self, now: Duration) -> bool {
        let waited = now.saturating_sub(self.saved);
        self.waiting.len() >= ENOUGH
            || (!self.waiting.is_empty() || self.has_news_of_lists) && waited >= LONGEST
            || !self.changed.is_empty() && waited >= LONGEST_CHANGED
    }

    /// Writes all that waits: the files reach up to `last` then.
    pub(super) async fn save(&mut self, last: Option<Last>, now: Duration) {
        self.saved = now;
        let watermark = last.map_or(Watermark { position: 0, ..UNFINISHED }, |last| Watermark {
            position: last.position.number,
            at: last.at,
        });
        self.write(watermark).await;
        if self.segments.is_some() {
            self.trouble.times = 0;
        }
    }

    /// Writes who is on the lists, as far as that is known, if all of the past has been written.
    pub(super) async fn save_lists(&mut self, past: &Arc<Past>, lists: BTreeSet<ListId>) {
        if !self.are_in_order || !self.waiting.is_empty() || !self.changed.is_empty() {
            return;
        }
        let Some(mut segments) = self.segments.take() else { return };
        self.has_news_of_lists = false;
        let past = Arc::clone(past);
        let write = move || {
            segments.keep_lists(&past.inquiries, lists)?;
            Ok::<_, SegmentError>(segments)
        };
        match blocking(write).await {
            Some(Ok(segments)) => self.segments = Some(segments),
            Some(Err(error)) => self.give_up(&error),
            None => self.give_up(&BROKEN_OFF),
        }
    }

    /// Lets everybody be met who has something for lists to match on, with the named values: `part` makes who meets one part
    /// of the rows, the last part are rows that are in no file yet. `None` where there are no files to read it from.
    pub(super) async fn meet<M: MeetKeys + 'static>(
        &mut self,
        names: BTreeSet<String>,
        part: impl Fn(u64) -> M + Send + Sync + 'static,
    ) -> Option<Vec<M::Found>>
    where
        M::Found: 'static,
    {
        let segments = self.segments.take()?;
        let waiting = std::mem::take(&mut self.waiting);
        let read = move || {
            let mut read = segments.meet_keys(&names, threads(), &part);
            if let Ok(found) = &mut read {
                let mut last = part(segments.size().rows);
                for kept in &waiting {
                    last.meet(kept.inquiry.id, kept.values.clone());
                }
                found.push(last.found());
            }
            (segments, waiting, read)
        };
        let Some((segments, waiting, found)) = blocking(read).await else {
            self.give_up(&BROKEN_OFF);
            return None;
        };
        (self.segments, self.waiting) = (Some(segments), waiting);
        match found {
            Ok(found) => Some(found),
            Err(error) => {
                // Whoever is erased could not be taken out of such a file.
                self.give_up(&error);
                None
            }
        }
    }

    async fn write(&mut self, watermark: Watermark) {
        let Some(mut segments) = self.segments.take() else { return };
        let waiting = std::mem::take(&mut self.waiting);
        let changed: Vec<PastInquiry> = std::mem::take(&mut self.changed).into_values().collect();
        self.places.clear();
        let write = move || {
            // What was changed is in the files when the watermark says so, whichever of the two breaks off.
            let before = segments.complete_to().unwrap_or(UNFINISHED);
            if changed.is_empty() {
                segments.append(&waiting, watermark)?;
            } else {
                segments.append(&waiting, before)?;
                segments.rewrite(&changed, watermark)?;
            }
            Ok::<_, SegmentError>(segments)
        };
        match blocking(write).await {
            Some(Ok(segments)) => self.segments = Some(segments),
            Some(Err(error)) => self.give_up(&error),
            None => self.give_up(&BROKEN_OFF),
        }
    }

    /// The folder cannot be used: what is in it is as of an earlier moment, or nothing.
    pub(super) fn give_up(&mut self, error: &dyn std::fmt::Display) {
        tracing::error!(%error, "history is kept in memory alone until its files can be made anew");
        self.forget();
        self.trouble.times = self.trouble.times.saturating_add(1);
        self.trouble.is_out = true;
    }

    /// Lets go of them.
    pub(super) fn forget(&mut self) {
        self.segments = None;
        self.waiting.clear();
        self.places.clear();
        self.changed.clear();
    }
}

/// What was read from the files.
pub(super) struct Loaded {
    pub(super) inquiries: Inquiries,
    pub(super) watermark: Watermark,
    /// The lists of which it is known who is on them.
    pub(super) lists: BTreeSet<ListId>,
}

fn load(folder: &Path, room: Option<&Room>) -> Result<Option<(Segments, Loaded)>, SegmentError> {
    let mut segments = Segments::open(Box::new(Folder::open(folder)?))?;
    let whole = segments.complete_to().filter(|watermark| watermark.position >= 0);
    let Some(watermark) = whole else { return Ok(None) };
    let mut inquiries = segments.load_watched(threads(), room, &|_| {})?;
    let lists = segments.lists_now(&mut inquiries, |error| {
        tracing::warn!(%error, "who is on a list is worked out anew");
    });
    let lists = lists.into_iter().collect();
    Ok(Some((segments, Loaded { inquiries, watermark, lists })))
}

/// As many as can work at once.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Removes what segments leave, and nothing else that somebody may have put there.
fn cleared(folder: &Path) -> Result<Segments, SegmentError> {
    use pointsman_history::segments::Shelf;

    let shelf = Folder::open(folder)?;
    // Without its manifest no file counts, and files that do not count are cleared away.
    shelf.remove("manifest.json")?;
    Segments::open(Box::new(shelf))
}

/// Runs on a thread that may wait for the disk; `None` if it panicked, which is in the log.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}
