//! Setting one place of many.

/// Changes the value in one place; a place that is none changes nothing.
pub(super) fn set<T>(values: &mut [T], place: usize, value: T) {
    change(values, place, |own| *own = value);
}

/// Changes the value in one place by what it is.
pub(super) fn change<T>(values: &mut [T], place: usize, change: impl FnOnce(&mut T)) {
    if let Some(own) = values.get_mut(place) {
        change(own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_is_set_and_none_beyond_the_end() {
        let mut values = [1, 2, 3];
        set(&mut values, 1, 7);
        set(&mut values, 3, 8);
        change(&mut values, 2, |own| *own += 1);
        change(&mut values, 9, |own| *own += 1);
        assert_eq!(values, [1, 7, 4]);
    }
}
