//! What a reload does about a plugin that cannot be loaded.

/// What a load or reload does about a plugin that is refused.
///
/// A plugin is refused if its file cannot be read or loaded, if one of its hooks fails or panics, or if it does not fit
/// the plugins that it needs. Set with [`SwapperBuilder::on_refused`](crate::SwapperBuilder::on_refused), which has an
/// example.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnRefused {
    /// All or nothing: the load or reload fails, and the plugins stay as they were.
    #[default]
    Fail,

    /// The load or reload continues without the refused plugin.
    ///
    /// If an older version of the plugin serves, it is kept ([`Outcome::Kept`](crate::Outcome::Kept)). Otherwise the
    /// plugin is left out ([`Outcome::LeftOut`](crate::Outcome::LeftOut)).
    /// [`ReloadReport::reason`](crate::ReloadReport::reason) says why. The plugins still have to fit together:
    ///
    /// - A plugin that needs one that was left out is refused as well, unless the import is optional.
    /// - A new version that does not fit a version that was kept is refused as well.
    /// - A version that was kept cannot be given new imports, because its file is gone. So the plugins that it needs
    ///   keep their versions, too.
    ///
    /// If a hook of a new plugin fails, everything that was created for the reload is undone, and the reload starts
    /// again without that plugin. So hooks of the other new plugins may run twice.
    ///
    /// A file that was refused because of what is in it, or because a hook failed, is not tried again until it changes
    /// or [`Swapper::forget_refused`](crate::Swapper::forget_refused) is called. A plugin that only did not fit others
    /// is tried again in each reload.
    ///
    /// Some errors are not the fault of one plugin, and still fail the load or reload: a plugin directory that cannot be
    /// read, a private copy that cannot be written, a callback that fails.
    KeepOld,
}
