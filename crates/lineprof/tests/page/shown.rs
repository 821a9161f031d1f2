//! The page in Chromium, where there is one.

use super::browser::Browser;
use super::{counted, page};
use lineprof::Profile;

/// A profile that fills every section of the page.
fn whole() -> Profile {
    let mut profile = counted();
    for text in &mut profile.evidence.texts {
        let line = |number: u32| format!("    let line_{number} = a_long_name(of_a_function, with, some, arguments)?;");
        text.runs = vec![(1, (1..20).map(line).collect())];
    }
    profile
}

/// What a search finds, what a click hides, and where keys lead: texts of the page.
const USED: &str = "(() => { const graph = page.querySelector('.graph'), find = name => graph.querySelector(name); \
    const search = text => { find('input').value = text; find('input').dispatchEvent(new Event('input')); \
    return find('output').textContent + ' in ' + graph.querySelectorAll('.found').length; }; \
    const shown = () => [...graph.querySelectorAll('.flames div')].filter(box => !box.hidden).map(box => box.textContent); \
    const key = name => page.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true })); \
    const found = [search('bus'), search('^b.*y$'), search('ma|bu'), search('b('), search('')]; \
    const all = shown().join(); \
    [...graph.querySelectorAll('.flames div')].find(box => box.textContent == 'wait_short').click(); \
    const zoomed = shown().join(), told = find('.frame').textContent; \
    const wide = page.activeElement.getBoundingClientRect().width / find('.flames').getBoundingClientRect().width; \
    key('ArrowUp'); const up = page.activeElement.textContent; key('Escape'); \
    return [...found, all, zoomed, told, wide > 0.99, up, shown().join()]; })()";

#[test]
fn search_zoom_and_keys_of_the_flame_graph_work() {
    let Some(browser) = Browser::find() else { return };
    let mut made = super::Made::default();
    let main: &[_] = &[("main", "main.rs", 7)];
    made.sample(&[&[("busy", "main.rs", 3)], main], "main", 75);
    made.sample(&[&[("wait_short", "main.rs", 4)], main], "main", 25);
    let found = browser.measured(&page(&made.profile()), 1280, USED);
    let expected = [
        "1280",
        "75.0 % matches in 1",
        "75.0 % matches in 1",
        "100.0 % matches in 2",
        "0.0 % matches in 0",
        " in 0",
        "main,busy,wait_short",
        "main,wait_short",
        "wait_short, 25.0 %",
        "true",
        "main",
        "main,busy,wait_short",
    ];
    assert_eq!(found, expected);
}

/// How many charts have a width, of rows, and of boxes shown.
const VALUES: &str = "(() => { const wide = name => [...page.querySelectorAll(name)].filter(one => \
    one.getBoundingClientRect().width > 0).length; return [wide('svg'), wide('tbody tr'), wide('.flames div')]; })()";

#[test]
fn it_is_shown_whole_without_network_or_error() {
    let Some(browser) = Browser::find() else { return };
    let page = page(&whole());
    let refers = |what: &str| page.contains(what);
    assert!(!["http:", "https:", " src=", "url(", "@import"].iter().any(|what| refers(what)), "it refers to a network");
    let dom = browser.dom(&page);
    assert!(dom.contains("role=\"group\""), "the script has run");
    let plain = page.split("<script>").next().expect("there is a script");
    for (page, of) in [(&*page, "the page"), (plain, "the page without its script")] {
        for width in [390, 768, 1280] {
            let found = browser.measured(page, width, VALUES);
            let [scrolled, numbers @ ..] = &found[..] else { panic!("nothing measured") };
            assert_eq!(*scrolled, width.to_string(), "{of} is wider than its window");
            assert_eq!(numbers, ["2", "11", "2"], "{of} at {width} pixels");
        }
    }
    for (width, dark) in [(390, false), (1280, false), (390, true), (1280, true)] {
        assert_eq!(browser.shot(&page, width, dark), width.max(500), "the width of the picture");
    }
}
