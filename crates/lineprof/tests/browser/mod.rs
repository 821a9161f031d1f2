//! Pages in Chromium, where there is one.
//!
//! With `LANELAB_SHOTS` set to a folder, the pages and their pictures are kept there.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A browser, and the folder of its files.
#[derive(Debug)]
pub(crate) struct Browser {
    name: &'static str,
    folder: PathBuf,
    temporary: tempfile::TempDir,
}

impl Browser {
    /// The browser of this machine; without one, prints what is skipped and returns `None`.
    pub(crate) fn find() -> Option<Self> {
        let starts = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success());
        let Some(name) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(starts) else {
            // Past the test harness, which hides what a passing test prints.
            let missing = "skipped: no chromium, chromium-browser or google-chrome to show the page";
            writeln!(std::io::stderr(), "{missing}").expect("standard error is open");
            return None;
        };
        let temporary = tempfile::tempdir().expect("a folder");
        let kept = std::env::var_os("LANELAB_SHOTS").map(PathBuf::from);
        let folder = kept.unwrap_or_else(|| temporary.path().to_owned());
        Some(Self { name, folder, temporary })
    }

    fn run(&self, options: &[&str], file: &Path) -> Output {
        let profile = format!("--user-data-dir={}", self.temporary.path().join("profile").display());
        let always =
            ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--hide-scrollbars", &profile];
        let url = format!("file://{}", file.display());
        Command::new(self.name).args(always).args(options).arg(url).output().expect("the browser was there just now")
    }

    fn write(&self, name: &str, page: &str) -> PathBuf {
        let file = self.folder.join(name);
        fs::write(&file, page).expect("it can be written");
        file
    }

    /// The page's elements after loading. Panics where the browser logs a message of the page.
    pub(crate) fn dom(&self, page: &str) -> String {
        let output = self.run(&["--dump-dom"], &self.write("page.html", page));
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(!log.contains("CONSOLE"), "{log}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The width of the page's contents in a window of this width, and the values of a list in JavaScript, where `page`
    /// is the page with its details unfolded.
    pub(crate) fn measured(&self, page: &str, width: u32, values: &str) -> Vec<String> {
        let file = self.write(&format!("frame-{width}.html"), &frame(page, (width, 3000), values));
        let output = self.run(&["--dump-dom", "--window-size=1400,3000"], &file);
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(!log.contains("CONSOLE"), "{log}");
        let dom = String::from_utf8_lossy(&output.stdout);
        let found = dom.split_once("data-found=\"").and_then(|(_, rest)| rest.split_once('"'));
        found.map_or("", |(found, _)| found).split('|').map(str::to_owned).collect()
    }

    /// A picture of the page with its details unfolded; its width in pixels, of windows from 500 on.
    pub(crate) fn shot(&self, page: &str, width: u32, dark: bool) -> u32 {
        let name = format!("{width}-{}", if dark { "dark" } else { "light" });
        // Chromium without a screen takes the first rule that fits: one for dark pages becomes one for all.
        let page = if dark { page.replace("screen and (prefers-color-scheme: dark)", "all") } else { page.to_owned() };
        let measured = self.measured(&page, width, "[page.body.scrollHeight]");
        let height = measured.last().and_then(|height| height.parse().ok()).unwrap_or(1000);
        let file = self.write(&format!("{name}.html"), &frame(&page, (width, height), "[]"));
        let picture = self.folder.join(format!("{name}.png"));
        let (to, size) =
            (format!("--screenshot={}", picture.display()), format!("--window-size={},{height}", width.max(500)));
        self.run(&[&to, &size], &file);
        let bytes = fs::read(picture).expect("a picture");
        u32::from_be_bytes([bytes[16], bytes[17], bytes[18], bytes[19]])
    }
}

/// A page that shows the other one in a frame, and writes what that measures: the browser's own window is never narrower
/// than 500 pixels.
fn frame(page: &str, (width, height): (u32, u32), values: &str) -> String {
    let script = format!(
        "onload = () => {{ const page = frames[0].document; \
         page.querySelectorAll('details').forEach(folded => folded.open = true); \
         document.body.dataset.found = [page.documentElement.scrollWidth].concat({values}).join('|'); }}"
    );
    let page = page.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<body style=\"margin:0\"><iframe width={width} height={height} style=\"border:0\" srcdoc=\"{page}\"></iframe>\
         <script>{script}</script>"
    )
}
