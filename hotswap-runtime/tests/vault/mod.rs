//! The vault between a host and real plugins: the bag, the slots, and what becomes of both in a reload.
//!
//! - `bag`, `slots`: what both sides can do with them
//! - `factories`: slots that the host fills anew in each generation
//! - `carrying`: what goes over into the next generation, and what does not
//! - `failing`: a reload that fails leaves the old vault as it was
//! - `meanwhile`: what is set while a generation is prepared; rollbacks
//! - `late`: slots by a handle that always has the newest
//! - `letting_go`: nothing in a vault, and no handle on it, keeps old code
//! - `scene`: the plugins, and a host of them

#[allow(unreachable_pub, reason = "it is an api crate for the plugins")]
mod api;
mod bag;
mod carrying;
mod factories;
mod failing;
mod late;
mod letting_go;
mod meanwhile;
mod scene;
mod slots;
