//! Finds the plugin that answers a request.

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use hotswap::Obj;
use hotswap_runtime::Swapper;
use shop_api::{Request, Routes};
use tracing::Instrument;

/// The plugin that answers `/`.
const FRONT: &str = "catalog";

/// All paths, answered by the plugins of `swapper`: `/checkout/quote/1` by the plugin `checkout`.
pub(crate) fn router(swapper: Swapper) -> Router {
    Router::new().fallback(answer).with_state(swapper)
}

async fn answer(State(swapper): State<Swapper>, method: Method, uri: Uri) -> Response {
    let span = tracing::info_span!("request", %method, path = uri.path());
    async {
        let response = ask_plugin(&swapper, &method, uri.path()).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await
}

async fn ask_plugin(swapper: &Swapper, method: &Method, path: &str) -> Response {
    let (plugin, path) = split(path);
    // Only the object is held across the `.await` below: it keeps this version of this plugin, and nothing else.
    let routes: Obj<dyn Routes> = match swapper.current().export(plugin) {
        Ok(routes) => routes,
        Err(error) => return (StatusCode::NOT_FOUND, format!("{error}\n")).into_response(),
    };
    let request = Request {
        method: method.to_string(),
        path: path.to_owned(),
    };
    match routes.answer(request).await {
        Ok(response) => {
            let status = StatusCode::from_u16(response.status);
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, response.text).into_response()
        }
        Err(error) => {
            tracing::error!(plugin, %error, "a plugin failed");
            (StatusCode::INTERNAL_SERVER_ERROR, "something went wrong\n").into_response()
        }
    }
}

/// The plugin, and the path below it.
fn split(path: &str) -> (&str, &str) {
    let below = path.strip_prefix('/').unwrap_or(path);
    match below.find('/') {
        Some(end) => (&below[..end], &below[end..]),
        None if below.is_empty() => (FRONT, "/"),
        None => (below, "/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_is_the_plugin() {
        for (path, expected) in [
            ("/", ("catalog", "/")),
            ("/checkout", ("checkout", "/")),
            ("/checkout/", ("checkout", "/")),
            ("/checkout/quote/1", ("checkout", "/quote/1")),
        ] {
            assert_eq!(split(path), expected, "{path}");
        }
    }
}
