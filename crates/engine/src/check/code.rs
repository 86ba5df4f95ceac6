//! The codes of diagnostics. They are stable: other programs match on them.

use pointsman_domain::workflow::Severity;

macro_rules! diagnostic_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $severity:ident;)*) => {
        /// What kind of mistake a diagnostic reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DiagnosticCode {
            $($(#[$doc])* $name,)*
        }

        impl DiagnosticCode {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// Whether it stops publishing.
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)*
                }
            }
        }
    };
}

diagnostic_codes! {
    /// The workflow has no name.
    NoName = "no_name", Error;
    /// The workflow has no event.
    NoEvent = "no_event", Error;
    /// No such event starts workflows.
    UnknownEvent = "unknown_event", Error;
    /// The route has no name.
    NoRouteName = "no_route_name", Error;
    /// An earlier route has the same name.
    DuplicateRouteName = "duplicate_route_name", Warning;
    /// The route has no conditions.
    NoConditions = "no_conditions", Error;
    /// A group inside a route has no members.
    EmptyGroup = "empty_group", Error;
    /// *Everything else* is absent.
    NoEverythingElse = "no_everything_else", Error;
    /// No action decides.
    NoDecision = "no_decision", Error;
    /// More than one action decides.
    TwoDecisions = "two_decisions", Error;
    /// There is no such action.
    UnknownAction = "unknown_action", Error;
    /// The condition has no attribute.
    NoAttribute = "no_attribute", Error;
    /// There is no such attribute.
    UnknownAttribute = "unknown_attribute", Error;
    /// The condition has no operator.
    NoOperator = "no_operator", Error;
    /// There is no such operator.
    UnknownOperator = "unknown_operator", Error;
    /// The operator does not fit the type of the attribute.
    OperatorNotApplicable = "operator_not_applicable", Error;
    /// The condition has no value.
    NoValue = "no_value", Error;
    /// The operator takes no value.
    ValueNotAllowed = "value_not_allowed", Error;
    /// The value is of another JSON type.
    WrongType = "wrong_type", Error;
    /// The array of values is empty.
    EmptyValue = "empty_value", Error;
    /// A pair has not two numbers.
    WrongCount = "wrong_count", Error;
    /// The first number of a pair is above the second.
    LowAboveHigh = "low_above_high", Error;
    /// The attribute has whole values only.
    NotWhole = "not_whole", Error;
    /// The attribute cannot have this value.
    OutOfRange = "out_of_range", Error;
    /// There is no such country.
    UnknownCountry = "unknown_country", Error;
    /// There is no such state.
    UnknownState = "unknown_state", Error;
    /// There is no such list.
    UnknownList = "unknown_list", Error;
    /// The list is archived and matches nothing.
    ArchivedList = "archived_list", Error;
    /// The list has no items and matches nothing.
    EmptyList = "empty_list", Warning;
    /// The same value stands twice in an array.
    DuplicateValue = "duplicate_value", Warning;
    /// No value of the attribute satisfies the condition.
    NeverHolds = "never_holds", Warning;
    /// Every value of the attribute satisfies the condition.
    AlwaysHolds = "always_holds", Warning;
}
