use pointsman_domain::list::{
    EmailAddress, EmailPattern, InvalidItem, ItemValue, ListKey, ListKind, ListType, ParsedItem,
    WrittenItem, parse_address,
};

/// Reads one text as an item of a list, which for texts is one of field `company`.
pub(crate) fn parse(list_type: ListType, text: &str) -> Result<ParsedItem, InvalidItem> {
    ItemValue::parse(&kind(list_type), &WrittenItem::of_one(list_type, text))
}

pub(crate) fn kind(list_type: ListType) -> ListKind {
    let field = (list_type == ListType::Text).then(|| "company".parse().expect("a field"));
    ListKind::new(list_type, field).expect("a kind")
}

pub(crate) fn canonical(list_type: ListType, text: &str) -> Result<String, &'static str> {
    parse(list_type, text).map(|item| item.value.to_string()).map_err(|error| error.code)
}

#[test]
fn addresses_and_networks() {
    let bad = Err("invalid_ip_address");
    for (text, expected) in [
        (" 203.0.113.7 ", Ok("203.0.113.7")),
        ("203.0.113.7/32", Ok("203.0.113.7")),
        ("203.0.113.7/24", Ok("203.0.113.0/24")),
        ("0.0.0.0/0", Ok("0.0.0.0/0")),
        ("2001:DB8::1", Ok("2001:db8::1")),
        ("2001:db8::1/32", Ok("2001:db8::/32")),
        ("::/0", Ok("::/0")),
        ("::ffff:203.0.113.7", Ok("203.0.113.7")),
        ("::ffff:0:0/96", Ok("0.0.0.0/0")),
        ("::ffff:203.0.113.0/120", Ok("203.0.113.0/24")),
        ("::ffff:0:0/95", Ok("::fffe:0:0/95")),
        ("203.0.113.07", bad),
        ("203.0.113", bad),
        ("203.0.113.0/33", bad),
        ("203.0.113.0/024", bad),
        ("203.0.113.0/", bad),
        ("203.0.113.0/+8", bad),
        ("fe80::1%eth0", bad),
        ("example.com", bad),
        ("", Err("required")),
    ] {
        assert_eq!(canonical(ListType::IpAddress, text), expected.map(str::to_owned), "{text}");
    }
}

#[test]
fn masking_is_told() {
    let warned = |text| parse(ListType::IpAddress, text).expect("an item").warning;
    assert!(warned("203.0.113.7/24").is_some_and(|warning| warning.contains("203.0.113.0/24")));
    assert_eq!(warned("203.0.113.0/24"), None);
}

#[test]
fn v6_networks_never_match_v4() {
    for (pattern, address, expected) in [
        ("::/0", "192.0.2.1", false),
        ("::/0", "::ffff:192.0.2.1", false),
        ("0.0.0.0/0", "::ffff:192.0.2.1", true),
        ("::/0", "2001:db8::1", true),
        ("0.0.0.0/0", "2001:db8::1", false),
        ("192.0.2.0/24", "192.0.2.255", true),
        ("192.0.2.0/24", "192.0.3.0", false),
    ] {
        let Ok(ItemValue::Ip(pattern)) = parse(ListType::IpAddress, pattern).map(|item| item.value)
        else {
            panic!("{pattern} is an address");
        };
        let address = parse_address(address).expect("an address");
        assert_eq!(pattern.matches(address), expected, "{pattern} {address}");
    }
}

#[test]
fn e_mail_addresses_and_domains() {
    let bad = Err("invalid_email_address");
    for (text, expected) in [
        (" Ada@Example.COM ", Ok("ada@example.com")),
        ("Example.com", Ok("example.com")),
        ("*.Example.com", Ok("*.example.com")),
        ("*.ru", Ok("*.ru")),
        ("bücher.example", Ok("xn--bcher-kva.example")),
        ("ü@bücher.example", Ok("ü@xn--bcher-kva.example")),
        ("com", bad),
        ("*", bad),
        ("*@example.com", bad),
        ("*.", bad),
        ("*.*.com", bad),
        ("a b@example.com", bad),
        ("@example.com", bad),
        ("a@", bad),
        ("exa mple.com", bad),
        ("-x.example", bad),
        ("a..example", bad),
    ] {
        assert_eq!(canonical(ListType::EmailAddress, text), expected.map(str::to_owned), "{text}");
    }
}

#[test]
fn domains_match_exactly_and_stars_match_below() {
    for (pattern, address, expected) in [
        ("example.com", "a@example.com", true),
        ("example.com", "a@EXAMPLE.com", true),
        ("example.com", "a@mail.example.com", false),
        ("*.example.com", "a@mail.example.com", true),
        ("*.example.com", "a@x.mail.example.com", true),
        ("*.example.com", "a@example.com", false),
        ("*.example.com", "a@badexample.com", false),
        ("a@example.com", "A@example.com", true),
        ("a@example.com", "b@example.com", false),
    ] {
        let parsed = parse(ListType::EmailAddress, pattern).expect("an item").value;
        let ItemValue::Email(parsed) = parsed else { panic!("{pattern} is an e-mail item") };
        let address = EmailAddress::parse(address).expect("an address");
        assert_eq!(EmailPattern::matches(&parsed, &address), expected, "{pattern} {address}");
    }
}

#[test]
fn countries() {
    assert_eq!(canonical(ListType::Country, "ca"), Ok("CA".to_owned()));
    assert_eq!(canonical(ListType::Country, "XX"), Err("unknown_country"));
    assert_eq!(canonical(ListType::Country, "CAN"), Err("unknown_country"));
}

#[test]
fn keys_come_from_names_and_never_look_like_ids() {
    for (name, key) in [
        ("Blocked IP Addresses", Some("blocked_ip_addresses")),
        ("  Ärger & Co. ", Some("rger_co")),
        ("2024 fraud", Some("list_2024_fraud")),
        ("lst_x", Some("list_lst_x")),
        ("名前", Some("list")),
    ] {
        assert_eq!(ListKey::from_name(name).map(|key| key.to_string()).as_deref(), key, "{name}");
    }
    assert!("a".repeat(63).parse::<ListKey>().is_ok());
    assert!("a".repeat(64).parse::<ListKey>().is_err());
}
