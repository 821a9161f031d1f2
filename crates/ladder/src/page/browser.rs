//! The page in Chromium, where there is one.
//!
//! With `LANELAB_SHOTS` set to a folder, the page and its pictures are kept there.

use super::{fixture, html};
use crate::tables::Extras;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The name under which a browser starts; none where there is no browser.
fn browser() -> Option<&'static str> {
    let starts = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success());
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(starts)
}

fn run(browser: &str, folder: &Path, options: &[&str], file: &Path) -> Output {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let always =
        ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--hide-scrollbars", &profile];
    let url = format!("file://{}", file.display());
    Command::new(browser).args(always).args(options).arg(url).output().expect("the browser was there just now")
}

/// A page that shows the other one unfolded in a frame of this width, and writes what that measures: the browser's own window is
/// never narrower than 500 pixels.
fn frame(page: &str, width: u32) -> String {
    let script = "onload = () => { const page = frames[0].document, of = name => page.querySelectorAll(name).length; \
        page.querySelectorAll('details').forEach(folded => folded.open = true); \
        const shown = [...page.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0); \
        const wide = [...page.querySelectorAll('svg text')].filter(text => { const box = text.getBoundingClientRect(), \
        all = text.ownerSVGElement.getBoundingClientRect(); \
        return box.width > 0 && (box.left < all.left - 1 || box.right > all.right + 1); }); \
        document.body.dataset.found = [page.documentElement.scrollWidth, shown.length, of('figure'), \
        of('tbody tr'), wide.length, page.body.scrollHeight].join(' '); }";
    let page = page.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<body style=\"margin:0\"><iframe width={width} height=3000 style=\"border:0\" srcdoc=\"{page}\"></iframe>\
         <script>{script}</script>"
    )
}

/// What the page measures in a window of this width.
fn measured(browser: &str, folder: &Path, page: &str, width: u32) -> Vec<u32> {
    let file = folder.join(format!("frame-{width}.html"));
    fs::write(&file, frame(page, width)).unwrap();
    let output = run(browser, folder, &["--dump-dom", "--window-size=1400,3000"], &file);
    let dom = String::from_utf8_lossy(&output.stdout);
    let found = dom.split_once("data-found=\"").and_then(|(_, rest)| rest.split_once('"'));
    found.map_or("", |(found, _)| found).split(' ').filter_map(|number| number.parse().ok()).collect()
}

fn shot(browser: &str, folder: &Path, page: &str, width: u32, dark: bool) -> PathBuf {
    let name = format!("{width}-{}", if dark { "dark" } else { "light" });
    let file = folder.join(format!("{name}.html"));
    // Chromium without a screen takes the first rule that fits: one for dark pages becomes one for all.
    let page = if dark { page.replace("screen and (prefers-color-scheme: dark)", "all") } else { page.to_owned() };
    let height = measured(browser, folder, &page, width).last().copied().unwrap_or(1000);
    fs::write(&file, frame(&page, width).replace("height=3000", &format!("height={height}"))).unwrap();
    let picture = folder.join(format!("{name}.png"));
    let (to, size) =
        (format!("--screenshot={}", picture.display()), format!("--window-size={},{height}", width.max(500)));
    run(browser, folder, &[&to, &size], &file);
    picture
}

#[test]
fn the_page_is_shown_whole_without_network_script_or_error() {
    let Some(browser) = browser() else {
        // Past the test harness, which hides what a passing test prints.
        let missing = "skipped: no chromium, chromium-browser or google-chrome to show the page";
        writeln!(std::io::stderr(), "{missing}").unwrap();
        return;
    };
    let temporary = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("LANELAB_SHOTS").map(PathBuf::from);
    let folder = kept.as_deref().unwrap_or(temporary.path());
    let page = html(&fixture::report(), &Extras::default()).unwrap();
    assert!(page.len() < 2 << 20, "the page has {} bytes", page.len());
    assert!(!page.contains("http:") && !page.contains("https:"), "the page refers to the network");
    assert!(!page.contains("<script"), "the page has a script");

    let file = folder.join("page.html");
    fs::write(&file, &page).unwrap();
    let output = run(browser, folder, &["--dump-dom"], &file);
    let (dom, log) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!log.contains("CONSOLE"), "{log}");
    let count = |what: &str| dom.matches(what).count();
    // A picture for wide and one for narrow windows: of three inputs two each, and one of the sizes; four flame graphs.
    assert_eq!([count("<svg "), count("role=\"img\""), count("<desc "), count("<figcaption>")], [14, 14 + 4, 14, 7]);

    for width in [390, 768, 1280] {
        // A busy browser may lay text out before its font is there.
        let tries = || (0..5).map(|_| measured(browser, folder, &page, width));
        let found = tries().find(|found| found.get(4) == Some(&0)).or_else(|| tries().next()).unwrap_or_default();
        let [scrolled, shown, figures, rows, beyond, _] = found[..] else { panic!("nothing measured: {found:?}") };
        assert_eq!(scrolled, width, "the page is wider than its window");
        assert_eq!([shown, figures, rows], [7, 7, 3 * 5 + 8 + 4], "at {width} pixels");
        assert_eq!(beyond, 0, "text reaches out of a chart at {width} pixels");
    }
    for (width, dark) in [(390, false), (1280, false), (390, true), (1280, true)] {
        let picture = fs::read(shot(browser, folder, &page, width, dark)).unwrap();
        let side = |at: usize| u32::from_be_bytes([picture[at], picture[at + 1], picture[at + 2], picture[at + 3]]);
        assert_eq!(side(16), width.max(500), "the width of the picture");
    }
}
