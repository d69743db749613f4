package dev.slipway.launch;

/** What is known of a user's password: enough to tell whether another one is the same. */
interface Password {
    /** Whether it is this password. A wrong one takes as long with every implementation. */
    boolean matches(String password);
}
