//! The page in Chromium, where there is one.

#[path = "../../../lineprof/tests/browser/mod.rs"]
mod shown;

use super::{fixture, html};
use crate::tables::Extras;
use shown::Browser;

/// How many charts, figures and rows there are, and how many texts reach out of their chart.
const VALUES: &str = "(() => { const of = name => page.querySelectorAll(name).length; \
    const shown = [...page.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0); \
    const wide = [...page.querySelectorAll('svg text')].filter(text => { const box = text.getBoundingClientRect(), \
    all = text.ownerSVGElement.getBoundingClientRect(); \
    return box.width > 0 && (box.left < all.left - 1 || box.right > all.right + 1); }); \
    return [shown.length, of('figure'), of('tbody tr'), wide.length]; })()";

#[test]
fn the_page_is_shown_whole_without_network_script_or_error() {
    let Some(browser) = Browser::find() else { return };
    let page = html(&fixture::report(), &Extras::default()).unwrap();
    assert!(page.len() < 2 << 20, "the page has {} bytes", page.len());
    assert!(!page.contains("http:") && !page.contains("https:"), "the page refers to the network");
    assert!(!page.contains("<script"), "the page has a script");

    let dom = browser.dom(&page);
    let count = |what: &str| dom.matches(what).count();
    // A picture for wide and one for narrow windows: of three inputs two each, and one of the sizes; four flame graphs.
    assert_eq!([count("<svg "), count("role=\"img\""), count("<desc "), count("<figcaption>")], [14, 14 + 4, 14, 7]);

    for width in [390, 768, 1280] {
        // A busy browser may lay text out before its font is there.
        let tries = || (0..5).map(|_| browser.measured(&page, width, VALUES));
        let found = tries().find(|found| found.last().is_some_and(|beyond| beyond == "0"));
        let found: Vec<u32> =
            found.or_else(|| tries().next()).unwrap_or_default().iter().flat_map(|number| number.parse()).collect();
        let [scrolled, shown, figures, rows, beyond] = found[..] else { panic!("nothing measured: {found:?}") };
        assert_eq!(scrolled, width, "the page is wider than its window");
        assert_eq!([shown, figures, rows], [7, 7, 3 * 5 + 8 + 4], "at {width} pixels");
        assert_eq!(beyond, 0, "text reaches out of a chart at {width} pixels");
    }
    for (width, dark) in [(390, false), (1280, false), (390, true), (1280, true)] {
        assert_eq!(browser.shot(&page, width, dark), width.max(500), "the width of the picture");
    }
}
