use super::*;
use jiff::Timestamp;

fn shown(text: &str, order: Option<Order>) -> String {
    match read(text, order) {
        Some(Value::Dated(readings)) => readings.to_string(),
        Some(Value::Date(moment)) => moment.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_number_above_12_or_a_dot_tells_the_day() {
    for text in [
        "9/13/2029 5:26:01 PM",
        "13/09/2029 17:26:01",
        "13.09.2029 17:26:01",
        "13.9.2029 17.26.01",
        "13. 09. 2029. 17:26:01",
        "13-09-2029 17:26:01",
        "2029-09-13 17:26:01",
        "2029/9/13 17:26:01",
        "2029. 9. 13. 오후 5:26:01",
        "2029/9/13 下午5:26:01",
        "2029年9月13日火曜日 17:26:01",
        "13.09.2029 г. 17:26:01 ч.",
        "2029-09-13T17:26:01.1234567",
        "2029-09-13 17 h 26 min 01 s",
        "13/09/29 17:26",
        "13.09.2029",
    ] {
        assert_eq!(shown(text, None), "2029-09-13", "{text}");
    }
    assert_eq!(shown("04.03.2029 17:26:01", None), "2029-03-04");
}

#[test]
fn months_by_name_are_read_in_every_language() {
    for text in [
        "Tuesday, April 10, 2029 5:26:01 PM",
        "Tuesday, 10 April 2029 17:26:01",
        "Dienstag, 10. April 2029 17:26:01",
        "mardi 10 avril 2029 17:26:01",
        "martes, 10 de abril de 2029 17:26:01",
        "martedì 10 aprile 2029 17:26:01",
        "terça-feira, 10 de abril de 2029 17:26:01",
        "dinsdag 10 april 2029 17:26:01",
        "2029年4月10日 星期二 下午5:26:01",
        "2029년 4월 10일 화요일 오후 5:26:01",
        "wtorek, 10 kwietnia 2029 17:26:01",
        "úterý 10. dubna 2029",
        "tirsdag den 10. april 2029 17.26.01",
        "tiistai 10. huhtikuuta 2029",
        "вторник, 10 апреля 2029 г. 17:26:01",
        "10 Nisan 2029 Salı 17:26:01",
        "2029. április 10., kedd",
        "dimarts, 10 d’abril de 2029",
        "10-Apr-2029 17:26",
        "10-Apr-29",
    ] {
        assert_eq!(shown(text, None), "2029-04-10", "{text}");
    }
    assert_eq!(shown("3 listopada 2029", None), "2029-10-03 or 2029-11-03", "Croatian or Polish");
}

#[test]
fn without_either_the_file_decides_or_both_readings_remain() {
    assert_eq!(shown("03/04/2027 10:00:00", None), "2027-03-04 or 2027-04-03");
    assert_eq!(shown("03/04/2027 10:00:00", Some(Order::DayFirst)), "2027-04-03");
    assert_eq!(shown("03/04/2027 10:00:00", Some(Order::MonthFirst)), "2027-03-04");
    assert_eq!(shown("9/13/2029 10:00:00", Some(Order::DayFirst)), "2029-09-13", "what is certain stays");
    assert_eq!(shown("04/04/2027", None), "2027-04-04");
}

#[test]
fn a_date_settles_the_order_only_where_it_could_be_open() {
    assert_eq!(settles("9/13/2029 5:26:01 PM"), Some(Order::MonthFirst));
    assert_eq!(settles("13-09-2029 17:26:01"), Some(Order::DayFirst));
    for text in ["13.09.2029", "2029-09-13", "3/4/2027", "April 13, 2029", "15.2.1544.11", "https://13/14/2029"] {
        assert_eq!(settles(text), None, "{text}");
    }
}

#[test]
fn a_time_zone_makes_it_a_moment() {
    for text in
        ["4/13/2029 5:26:01 PM +00:00", "13/04/2029 19:26:01 +02:00", "Fri, 13 Apr 2029 17:26:01 GMT", "2029-04-13 17:26:01Z"]
    {
        assert_eq!(shown(text, None), "2029-04-13T17:26:01Z", "{text}");
    }
}

#[test]
fn without_a_zone_the_moment_lies_within_a_day() {
    let Some(Value::Dated(readings)) = read("4/13/2029 5:26:01 PM", None) else { panic!("a date") };
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    assert!(readings.allow(at("2029-04-13T17:26:01Z")) && readings.allow(at("2029-04-13T03:26:01Z")));
    assert!(!readings.allow(at("2029-04-14T05:26:02Z")));
    assert_eq!(readings.all(|moment| moment > at("2029-04-15T00:00:00Z")), Some(false));
    assert_eq!(readings.all(|moment| moment > at("2029-04-13T12:00:00Z")), None);
}

#[test]
fn what_is_not_a_date_of_our_time_is_not_read() {
    for text in [
        "",
        "never",
        "1/1/0001 12:00:00 AM",
        "13/14/2029",
        "10/4/2572 17:26:01",
        "15.2.1544.11",
        "31/02/2029",
        "1 2",
        "4/13/2029 1 2 3 4 5",
    ] {
        assert_eq!(read(text, None), None, "{text}");
    }
}
