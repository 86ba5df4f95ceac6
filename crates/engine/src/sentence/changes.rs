//! What differs between two documents, in plain words. Routes are the same route when their ids are equal.

use std::collections::HashMap;

use pointsman_domain::workflow::{Document, Route, RouteId};

use super::{OPEN, actions_sentence, route_sentence, stopped};
use crate::directory::ListDirectory;

/// The differences from `old` to `new`: name and event, then removed routes, then those of `new` from the top,
/// then *Everything else*. Empty if both say the same.
pub fn changes(old: &Document, new: &Document, lists: &ListDirectory) -> Vec<String> {
    let mut lines = Vec::new();
    if old.name != new.name {
        lines.push(format!(
            "Renamed the workflow from {} to {}.",
            quoted(&old.name),
            quoted(&new.name)
        ));
    }
    if old.event != new.event {
        let (was, is) = (or_open(&old.event), or_open(&new.event));
        lines.push(stopped(format!("Changed the event from {was} to {is}")));
    }
    let places = |document: &Document| -> HashMap<RouteId, usize> {
        document.routes.iter().enumerate().map(|(place, route)| (route.id.clone(), place)).collect()
    };
    let (old_places, new_places) = (places(old), places(new));
    for route in old.routes.iter().filter(|route| !new_places.contains_key(&route.id)) {
        let sentence = route_sentence(route, lists);
        lines.push(format!("Removed route {}: {sentence}", quoted(&route.name)));
    }
    let moved = moved(&old_places, new);
    for (place, route) in new.routes.iter().enumerate() {
        let before =
            old_places.get(&route.id).and_then(|place| Some((place, old.routes.get(*place)?)));
        let Some((old_place, before)) = before else {
            let sentence = route_sentence(route, lists);
            lines.push(format!(
                "Added route {} at place {}: {sentence}",
                quoted(&route.name),
                place + 1
            ));
            continue;
        };
        route_changes(before, route, lists, &mut lines);
        if moved.contains(&&route.id) {
            lines.push(format!(
                "Moved route {} from place {} to place {}.",
                quoted(&route.name),
                old_place + 1,
                place + 1
            ));
        }
    }
    everything_else(old, new, &mut lines);
    lines
}

fn route_changes(before: &Route, after: &Route, lists: &ListDirectory, lines: &mut Vec<String>) {
    if before.name != after.name {
        lines.push(format!("Renamed route {} to {}.", quoted(&before.name), quoted(&after.name)));
    }
    let (was, is) = (route_sentence(before, lists), route_sentence(after, lists));
    if was != is {
        lines.push(format!("Changed route {}. Was: {was} Now: {is}", quoted(&after.name)));
    }
}

fn everything_else(old: &Document, new: &Document, lines: &mut Vec<String>) {
    let action = |document: &Document| {
        actions_sentence(document.everything_else.as_deref().unwrap_or_default())
    };
    let (was, is) = (action(old), action(new));
    if was != is {
        lines.push(format!("Changed Everything else. Was: {was} Now: {is}"));
    }
}

/// The fewest routes of `new` whose moving explains the order: all shared routes but a longest run of them
/// that kept its order.
fn moved<'n>(old_places: &HashMap<RouteId, usize>, new: &'n Document) -> Vec<&'n RouteId> {
    let shared: Vec<(&RouteId, usize)> = new
        .routes
        .iter()
        .filter_map(|route| Some((&route.id, *old_places.get(&route.id)?)))
        .collect();
    // For each route the length of the longest increasing run that ends there, and the route before it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(shared.len());
    for (index, (_, place)) in shared.iter().enumerate() {
        let before = (0..index)
            .filter(|earlier| shared.get(*earlier).is_some_and(|(_, other)| other < place))
            .max_by_key(|earlier| best.get(*earlier).map_or(0, |(length, _)| *length));
        let length = before.and_then(|before| best.get(before)).map_or(0, |(length, _)| *length);
        best.push((length + 1, before));
    }
    let mut kept = vec![false; shared.len()];
    let mut next =
        (0..best.len()).max_by_key(|index| best.get(*index).map_or(0, |(length, _)| *length));
    while let Some(index) = next {
        if let Some(kept) = kept.get_mut(index) {
            *kept = true;
        }
        next = best.get(index).and_then(|(_, before)| *before);
    }
    shared.iter().zip(kept).filter(|(_, kept)| !kept).map(|((id, _), _)| *id).collect()
}

fn quoted(name: &str) -> String {
    format!("“{}”", or_open(name))
}

fn or_open(text: &str) -> &str {
    if text.is_empty() { OPEN } else { text }
}
