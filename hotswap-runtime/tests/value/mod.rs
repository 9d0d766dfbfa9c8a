//! The value of a plugin: methods that are called by name get it, and its context says who it is.
//!
//! - `methods`: methods by name, in one version and over reloads
//! - `gone`: code of a plugin that calls its own methods when the value is no more
//! - `context`: what a plugin knows of itself and its host
//! - `scene`: a plugin, and a host of it

mod context;
mod gone;
mod methods;
mod scene;
