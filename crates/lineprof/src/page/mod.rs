//! Pages: single HTML files that need no network.
//!
//! A page extends `base.html` and calls the macros of `parts.html`, both in the folder `templates`.

mod flames;
#[cfg(feature = "asm")]
mod profile;

pub use flames::{Flames, Frame};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

/// What templates extend and import, by name. Only text in `.html` is escaped.
const TEMPLATES: [(&str, &str); 3] = [
    ("base.html", include_str!("../../templates/base.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
    ("style.css", include_str!("../../templates/style.css")),
];

/// Headings and rows, for the macro `table`; the first cell of a row is its name.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Table {
    pub headings: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row of a [`Table`].
#[derive(Debug, Default, Serialize)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// A remark below the name; may be empty.
    pub about: String,
    /// One cell for each heading but the first.
    pub cells: Vec<String>,
    /// The anchor that the name links to.
    pub link: Option<String>,
    /// The CSS class of the row, by owner; may be empty.
    pub owner: &'static str,
}

/// A line of source code and its cost, for the macro `lines`. Every field but the first may be empty.
#[derive(Debug, Serialize)]
pub struct HotLine {
    /// Its share of all.
    pub share: String,
    /// Its cost, as CPU time.
    pub amount: String,
    /// Its text.
    pub text: String,
    /// The file and the number.
    pub place: String,
    /// The function around it, shown after the place.
    pub within: String,
    /// Further remarks.
    pub about: String,
    /// The anchor that its place links to.
    pub link: Option<String>,
}

/// The page that a template makes, with the fields of `page` as its variables; it extends `base.html`, which shows
/// `title` and `facts`, pairs of a term and a text. `parts` are templates that it includes, by their names.
///
/// # Errors
/// Where the template has an error, or uses a variable that does not exist.
pub fn render(template: &str, parts: &[(&str, &str)], page: &impl Serialize) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    for (name, source) in TEMPLATES.iter().chain(parts) {
        environment.add_template(name, source)?;
    }
    environment.render_named_str("page.html", template, Value::from(Serde(page)))
}
