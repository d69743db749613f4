package dev.slipway.launch;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.realm.RealmBase;
import org.jspecify.annotations.Nullable;

/**
 * The users of the standalone server for Tomcat, so that {@code HttpServletRequest.login} and {@code isUserInRole} work
 * as in any container. Any thread.
 *
 * <p>Checking a password is slow by intent. What was right lately is remembered by a keyed digest, so that a client of
 * many requests pays once; few are checked at a time and few wait for it, others are refused at once; and an address
 * that guesses is refused unheard for a while, which neither touches other addresses nor a client that is remembered.
 */
final class StandaloneRealm extends RealmBase {
    static final int CHECKS_AT_ONCE = 2;
    /** More are refused at once: each that waits holds a thread of the container. */
    static final int CHECKS_WAITING = 64;
    private static final Duration CHECK_WAIT = Duration.ofSeconds(10);
    private static final int MAX_PASSWORD_CHARS = 1_024;

    private final Users users;
    private final PasswordHash nobody = PasswordHash.ofNobody();
    private final VerifiedCredentials verified = new VerifiedCredentials(System::nanoTime);
    private final GuessThrottle throttle;
    private final Check check;
    private final Semaphore room = new Semaphore(CHECKS_AT_ONCE + CHECKS_WAITING);
    private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE, true);

    /** The comparison; slow, at least with a wrong password. */
    interface Check {
        boolean matches(Password known, String password);
    }

    StandaloneRealm(Users users) {
        this(users, new GuessThrottle(System::nanoTime), Password::matches);
    }

    StandaloneRealm(Users users, GuessThrottle throttle, Check check) {
        this.users = users;
        this.throttle = throttle;
        this.check = check;
    }

    @Override
    public @Nullable Principal authenticate(@Nullable String name, @Nullable String password) {
        if (name == null || password == null || password.length() > MAX_PASSWORD_CHARS) {
            return null;
        }
        if (verified.contains(name, password)) {
            return principal(name);
        }
        String address = Requests.clientAddress();
        if (throttle.refuses(address) || !room.tryAcquire()) {
            return null;
        }
        try {
            return authenticateInTurn(address, name, password);
        } finally {
            room.release();
        }
    }

    /** Who does not get a turn in time is refused, but has not guessed. */
    private @Nullable Principal authenticateInTurn(String address, String name, String password) {
        try {
            if (!checks.tryAcquire(CHECK_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        try {
            // Asked again: those before in the queue may have been the same credentials, or guesses.
            if (verified.contains(name, password)) {
                return principal(name);
            }
            return throttle.refuses(address) ? null : judged(address, name, password);
        } finally {
            checks.release();
        }
    }

    private @Nullable Principal judged(String address, String name, String password) {
        if (!matches(name, password)) {
            throttle.failed(address);
            return null;
        }
        throttle.succeeded(address);
        verified.add(name, password);
        return principal(name);
    }

    /** Takes the same time for a name that does not exist. */
    private boolean matches(String name, String password) {
        Users.Account account = users.account(name);
        boolean right = check.matches(account == null ? nobody : account.password(), password);
        return right && account != null;
    }

    private @Nullable GenericPrincipal principal(String name) {
        Users.Account account = users.account(name);
        return account == null ? null : new GenericPrincipal(name, List.copyOf(account.roles()));
    }

    /** There is none to give. */
    @Override
    protected @Nullable String getPassword(String name) {
        return null;
    }

    @Override
    protected @Nullable Principal getPrincipal(String name) {
        return principal(name);
    }
}
