package dev.slipway.config;

import java.util.Locale;

/**
 * The one table of settings. The README's table is made from it and a test holds them together.
 *
 * <p>The name on the outside is {@link #property}: a system property {@code slipway.max-entries}, an environment
 * variable {@code SLIPWAY_MAX_ENTRIES}, a line in {@code slipway.properties} in the home directory, or a context
 * parameter or JNDI entry {@code java:comp/env/slipway/max-entries}, in this order.
 */
public enum Knob {
    HOME(Kind.TEXT, "see meaning", "Home directory of the server: releases, live links, payloads, journal. `~/.slipway` standalone, `${catalina.base}/slipway` on Tomcat, `${jboss.server.data.dir}/slipway` on WildFly. Not read from the file in it."),
    HOME_LOCK_TIMEOUT(Kind.DURATION, "30s", "How long a starting server waits for another process to leave the home directory (a redeploy of the WAR hands over within seconds). Not read from the file in the home directory."),
    SYNC(Kind.TEXT, "safe", "`safe`: a release is on the disk before the answer; `off`: its files are left to the kernel, faster, a power cut may lose what was answered."),
    LIVE_LINK(Kind.TEXT, "auto", "What stands at `live/<project>`: `link`, a symbolic link that is replaced in one step; `directory`, a copy of the release (by hard links where there are any), for servers that follow no links: while it is replaced, for a moment nothing is there. `auto`: a link where the file system has symbolic links."),
    KEEP_PAYLOADS(Kind.FLAG, "true", "Whether the archive is kept as it was received, to be served and replicated."),
    DEDUPE(Kind.TEXT, "off", "`on`: a file that a project's new release has in common with its live one (path, mode, bytes) is stored once, as a hard link; nothing may then write into a release in place, and such a file keeps its older modification time. `off`: each release has copies of its own."),

    KEEP_RELEASES(Kind.COUNT, "5", "Releases that were made live and are kept for each project, the live one included; more go, oldest first. Never the live one, one that is being read or named by a running deployment, the last successful one, or one replaced less than `slipway.min-age-after-replaced` ago."),
    KEEP_STAGED(Kind.COUNT, "3", "Releases kept for each project that were staged and never made live."),
    KEEP_FAILED(Kind.COUNT, "20", "Records of failed, cancelled and rolled back deployments kept for each project, with the archives that they keep."),
    KEEP_PAYLOAD_BYTES(Kind.BYTES, "20GiB", "Most bytes of kept archives over all projects; the oldest go first, those of live releases last."),
    KEEP_RELEASE_AGE(Kind.DURATION, "1000000h", "Releases that were last made live or staged longer ago go as well, for example `720h`. The default is never."),
    KEEP_RECORDS(Kind.COUNT, "10000", "Records of deployments kept over all projects; those whose release is kept stay beyond that."),
    MIN_AGE_AFTER_REPLACED(Kind.DURATION, "10m", "How long a release stays after another one replaced it, for readers that still have its directory open."),
    RECORDS(Kind.TEXT, "", "Where the records of deployments are kept: empty for a database in the home directory, a `jdbc:postgresql:` URL, or the JNDI name (`java:…`) of the container's DataSource (PostgreSQL or H2)."),
    RECORDS_USER(Kind.TEXT, "", "User of the database that a `jdbc:` URL names."),
    RECORDS_PASSWORD(Kind.TEXT, "", "Password of that user; never shown. Best in the environment or in the file in the home directory."),
    RECORDS_CONNECTIONS(Kind.COUNT, "4", "Most connections to the records; more calls wait."),
    NODE_NAME(Kind.TEXT, "", "What this server is called in records; the name of the host when it is not given."),

    MAX_PAYLOAD_BYTES(Kind.BYTES, "16GiB", "Largest archive as sent."),
    MAX_UNPACKED_BYTES(Kind.BYTES, "64GiB", "Largest archive when unpacked, tar headers included."),
    MAX_ENTRY_BYTES(Kind.BYTES, "64GiB", "Largest single file."),
    MAX_ENTRIES(Kind.COUNT, "500000", "Most entries in an archive, all headers counted; bounds inodes."),
    MAX_RATIO(Kind.COUNT, "200", "Most unpacked bytes per received byte, judged above 100 MiB unpacked; stops decompression bombs."),
    MAX_DEPTH(Kind.COUNT, "64", "Deepest nesting of directories."),
    REFUSE_SIMILAR_NAMES(Kind.FLAG, "false", "Refuse names that differ only in case or Unicode normalisation (for fleets with such file systems)."),
    MIN_FREE_BYTES(Kind.BYTES, "max(1GiB, 5%)", "Free space that is left on the home's file system; a deploy that would go below it is refused with 507."),

    MAX_QUEUED_DEPLOYS(Kind.COUNT, "16", "Deploys of one project sent with queue=true that may wait for the one before them; more are answered 409."),
    MAX_CONCURRENT_EXTRACTIONS(Kind.COUNT, "32", "Archives that are unpacked at the same time, each by one worker thread."),
    MAX_WORKER_WAIT(Kind.DURATION, "5m", "Longest time that an upload waits for a worker; after that it is answered 503 and its project is free again. The loss of a client is not seen while its upload waits."),
    MAX_WAITING_UPLOADS(Kind.COUNT, "1024", "Uploads that may be open at the same time; more are answered 503 before a byte is read. One that waits for a worker holds a few buffers and no thread."),
    MAX_UPLOADS_PER_USER(Kind.COUNT, "16", "Uploads that one user may have open at the same time; more are answered 429."),
    PIPE_BYTES(Kind.BYTES, "1MiB", "Most bytes buffered between network and extraction, per upload."),
    PIPE_POOL_BYTES(Kind.BYTES, "min(32MiB, heap/4)", "Most bytes in such buffers over all uploads."),
    MIN_RATE(Kind.BYTES, "4KiB", "Slowest upload, in bytes per second over 30 s; time in which the server itself paused is not counted."),
    STALL_TIMEOUT(Kind.DURATION, "60s", "Longest time without a byte from the client while the server waits for one."),
    UPLOAD_DEADLINE(Kind.DURATION, "6h", "Longest time for one upload in all."),
    MAX_FOLLOWERS(Kind.COUNT, "1000", "Clients that may follow the events of deployments at the same time, uploads not counted; more are answered 503."),
    EVENT_HEARTBEAT(Kind.DURATION, "15s", "Time after which an event stream with no news says that it is alive, so that proxies keep it open."),
    DRAIN_BYTES(Kind.BYTES, "64MiB", "What a refused client may still send while the answer is on its way to it."),
    DRAIN_TIMEOUT(Kind.DURATION, "10s", "How long a refused client may still send."),
    SHUTDOWN_TIMEOUT(Kind.DURATION, "20s", "How long a stopping server lets running uploads finish."),

    VERIFY_COMMAND(Kind.TEXT, "", "Program and arguments, as a JSON array, run in a new release before it can become live; a failure refuses the deployment. This and the settings down to `slipway.hook-timeout` can be given for one project alone, as `slipway.project.NAME.verify-command`, and switched off for it by the value `none`; docs/hooks.md tells more."),
    ACTIVATE_COMMAND(Kind.TEXT, "", "Run when a release has become live; a failure makes the previous release live again."),
    RESTART_COMMAND(Kind.TEXT, "", "Run after that where a request says `restart`; a failure makes the previous release live again."),
    HEALTH_URL(Kind.TEXT, "", "Address that is asked after that (GET, redirects are not followed) until it answers as it should; `{project}` in it is the name of the project. When it never does, the previous release is made live again."),
    HEALTH_STATUS(Kind.TEXT, "200-399", "Which statuses of that address are good: numbers and ranges, with commas between them."),
    HEALTH_COMMAND(Kind.TEXT, "", "Program and arguments, as a JSON array: asks instead of the address, or besides it; good when it ends with 0."),
    HEALTH_TRIES(Kind.COUNT, "10", "How often is asked before a release counts as not healthy."),
    HEALTH_INTERVAL(Kind.DURATION, "1s", "Time between two tries."),
    HEALTH_TIMEOUT(Kind.DURATION, "5s", "Longest time of one try."),
    HEALTH_GRACE(Kind.DURATION, "1s", "Time before the first try."),
    HOOK_TIMEOUT(Kind.DURATION, "2m", "Longest time of a verify, activate or restart command; after that it is ended, with all that it started."),

    ALLOW_INSECURE_HTTP(Kind.FLAG, "false", "Accept plain HTTP from other machines than this one. Passwords then cross the network in clear."),
    PUBLIC_URL(Kind.TEXT, "", "Address that browsers use, if it is not the Host they send (behind a proxy); requests of other origins are refused."),
    TOKENS(Kind.TEXT, "", "Absolute path of a file with the bearer tokens that are let in, one a line, by their SHA-256 ([administration.md](docs/administration.md#bearer-tokens)). Looked at again when it has changed. Without it no token is valid."),
    LIFT_CONTAINER_LIMITS(Kind.FLAG, "true", "Lift the container's own limit on body size for Slipway's upload paths (WildFly: max-post-size for chunked bodies). Not read from the file in the home directory."),

    NODE_URL(Kind.TEXT, "", "Where the other nodes of a cluster reach this server, for example `https://web1.example.com/slipway`. Makes it a node of the cluster of all servers that share `slipway.records` and `slipway.cluster-secret`."),
    PEERS(Kind.TEXT, "", "Where this node reaches others, if it is not where they say: `name=url` separated by commas, by their `slipway.node-name`."),
    NODE_SILENCE(Kind.DURATION, "10s", "How long a node may give no sign of life before others go on without it."),
    WRITE_COPIES(Kind.COUNT, "2", "How many nodes must have verified a release before any of them makes it live; no more than there are nodes."),
    DEPLOYMENT_TIMEOUT(Kind.DURATION, "10m", "How long a deployment waits for the nodes, in each step of its way: to get the release ready, and to make it live."),
    ROLLING_BATCH(Kind.COUNT, "1", "How many nodes make a release live at the same time where `restart` is `rolling`."),
    ON_FAILURE(Kind.TEXT, "return", "`return`: a node on which a release does not become live takes all of them back to the one before; `stop`: those that have it keep it, and a rolling deployment stops there."),
    CLUSTER_SECRET(Kind.TEXT, "", "What all nodes of a cluster share, at least 32 characters: by it they know each other; never shown. Without it there is nothing at `/cluster`. Best in the environment or in the file in the home directory."),
    PULL_REQUESTS(Kind.COUNT, "4", "Parts of payloads that this node fetches from others at the same time."),
    PEER_UPLOADS(Kind.COUNT, "2", "Parts of payloads that this node serves to others at the same time; more are answered 503 and asked again.");

    /** How a value is written. */
    public enum Kind {
        /** Any text. */
        TEXT,
        /** {@code true} or {@code false}. */
        FLAG,
        /** A whole number. */
        COUNT,
        /** Bytes; a number with an optional unit {@code KiB}, {@code MiB}, {@code GiB}, {@code TiB}. */
        BYTES,
        /** A number with a unit {@code ms}, {@code s}, {@code m}, {@code h}. */
        DURATION
    }

    private final Kind kind;
    private final String fallback;
    private final String reason;

    Knob(Kind kind, String fallback, String reason) {
        this.kind = kind;
        this.fallback = fallback;
        this.reason = reason;
    }

    /** Name without the prefix, for example {@code max-entries}; used in answers. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Name of the configuration property. */
    public String property() {
        return "slipway." + label();
    }

    /** Whether it can be given for one project alone. */
    public boolean perProject() {
        return compareTo(VERIFY_COMMAND) >= 0 && compareTo(HOOK_TIMEOUT) <= 0;
    }

    /** How its value is written. */
    public Kind kind() {
        return kind;
    }

    /** The default as a reader is told it; a formula where it depends on the machine. */
    public String fallback() {
        return fallback;
    }

    /** What it is for, one sentence. */
    public String reason() {
        return reason;
    }
}
