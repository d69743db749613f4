package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be live of one project on every node, and how far the roll-out of that may go. Written by the node that holds the
 * project's roll-out lease, one step at a time; nothing of a roll-out is known elsewhere, so any node can go on with it.
 *
 * @param generation rises with each change of what is to be live; a node never goes back to a smaller one
 * @param since the generation since when this is to be live; a restart does not change it
 * @param deployment which asked for it
 * @param release what is to be live; empty for nothing
 * @param previous what was to be live before; the way back. Where this takes the first of a project back, what that was
 * @param before the generation since when that was to be live
 * @param manner how it is rolled out
 * @param state how far the roll-out is
 * @param allowed which nodes may make it live now
 * @param deadline end of the patience for the present step, in milliseconds by the clock of the records
 * @param undoes why this generation takes the one before it back; empty for one that goes forward
 * @param outcome how it ended; whoever comes later tells the same
 */
record Desired(ProjectName project, long generation, long since, DeploymentId deployment, Optional<DeploymentId> release,
        Optional<DeploymentId> previous, long before, Manner manner, State state, Allowed allowed, long deadline,
        Optional<Trouble> undoes, Optional<Outcome> outcome) {
    Desired {
        if (state == State.PREPARING && release.isEmpty() || since > generation || before > since
                || outcome.isPresent() && state != State.DONE) {
            throw new IllegalArgumentException("generation " + generation + " of " + project + " contradicts itself");
        }
    }

    /** Something that is to be live since then. */
    Desired(ProjectName project, long generation, DeploymentId deployment, Optional<DeploymentId> release,
            Optional<DeploymentId> previous, Manner manner, State state, Allowed allowed, long deadline, Optional<Trouble> undoes) {
        this(project, generation, generation, deployment, release, previous, generation - 1, manner, state, allowed, deadline, undoes,
                Optional.empty());
    }

    /**
     * How it ended.
     *
     * @param partly whether some nodes took it and others that should have did not
     * @param reason why it did not go well; empty when it did
     * @param recorded whether the record of its deployment, where there is one, is known to have ended as well
     */
    record Outcome(boolean partly, Optional<Trouble> reason, boolean recorded) {}

    /** Names this generation where nodes say that they could not get its release ready. */
    String attempt() {
        return Long.toString(generation);
    }

    /** Whether this is a roll-out that has ended and did not come to all nodes that it should have. */
    boolean stopped() {
        return !manner.again() && outcome.map(Outcome::partly).orElse(false);
    }

    /** What was live everywhere last, when something else is to be now. */
    Standing standing() {
        boolean reached = manner.again() || undoes.isPresent() || state == State.DONE && !stopped();
        return reached ? new Standing(release, since) : new Standing(previous, before);
    }

    /**
     * What is live everywhere.
     *
     * @param since the generation since when
     */
    record Standing(Optional<DeploymentId> release, long since) {
        static final Standing NOTHING = new Standing(Optional.empty(), 0);
    }

    /** The same as what follows on that. */
    Desired after(Standing standing) {
        return new Desired(project, generation, since, deployment, release, standing.release(), standing.since(), manner, state, allowed,
                deadline, undoes, outcome);
    }

    /** The same, restarted as the next generation. */
    Desired restarted(DeploymentId job, long next, Manner how, long until) {
        return new Desired(project, next, since, job, release, previous, before, how, State.SWITCHING, Allowed.NONE, until,
                Optional.empty(), Optional.empty());
    }

    /** How far a roll-out is. */
    enum State {
        /** Nodes get the release ready; nothing is live. */
        PREPARING,
        /** Nodes that are allowed to make it live. */
        SWITCHING,
        /** It has ended. What it says still holds: for nodes that come later. */
        DONE
    }

    /**
     * How a release is rolled out.
     *
     * @param batch how many nodes at a time; 0 for all at once
     * @param restart whether nodes run their restart hook
     * @param again whether that is all they do: the release is live already
     * @param ignoresErrors whether nodes that fail are told of and nothing more
     * @param returns whether a node that fails takes all of them back
     * @param copies how many nodes must have verified the content before any makes it live
     * @param timeout patience for each step, in milliseconds
     * @param drop with nothing to be live: whether the project's releases go as well
     */
    record Manner(int batch, boolean restart, boolean ignoresErrors, boolean returns, int copies, long timeout,
            boolean drop, boolean again) {
        /** For a release that becomes live, or nothing. */
        Manner(int batch, boolean restart, boolean ignoresErrors, boolean returns, int copies, long timeout, boolean drop) {
            this(batch, restart, ignoresErrors, returns, copies, timeout, drop, false);
        }

        /** A restart of what is live, so many nodes at a time; it stops at the first that fails. */
        static Manner restart(int batch, long timeout) {
            return new Manner(batch, true, false, false, 0, timeout, false, true);
        }
    }

    /**
     * Which nodes may make it live.
     *
     * @param all every one, also those that come later
     * @param nodes else these, by id
     */
    record Allowed(boolean all, Set<String> nodes) {
        static final Allowed NONE = new Allowed(false, Set.of());
        static final Allowed ALL = new Allowed(true, Set.of());

        Allowed {
            nodes = Set.copyOf(nodes);
        }

        boolean permits(String node) {
            return all || nodes.contains(node);
        }
    }

    /** The same after a step. */
    Desired at(State next, Allowed now, long until) {
        return new Desired(project, generation, since, deployment, release, previous, before, manner, next, now, until, undoes,
                Optional.empty());
    }

    /** The same when it is over. @param reached which nodes may make it live later */
    Desired ended(Allowed reached, Outcome how) {
        return new Desired(project, generation, since, deployment, release, previous, before, manner, State.DONE, reached, 0, undoes,
                Optional.of(how));
    }

    /** The same when its record has ended too. */
    Desired recorded() {
        return ended(allowed, outcome.map(how -> new Outcome(how.partly(), how.reason(), true)).orElseThrow());
    }

    /**
     * The generation that takes this one back. Where nothing is known to have been live before, every node keeps what it has, unless
     * that is what is taken back: it may have been live there before there was a cluster. Where nothing had become live yet, nothing has
     * changed for anybody.
     */
    Desired takenBack(Trouble reason, long until) {
        boolean begun = state == State.SWITCHING;
        Allowed acting = begun || previous.isPresent() ? Allowed.ALL : Allowed.NONE;
        Manner back = new Manner(0, manner.restart(), true, false, 0, manner.timeout(), false);
        Optional<DeploymentId> undone = begun && previous.isEmpty() ? release : Optional.empty();
        return new Desired(project, generation + 1, begun ? generation + 1 : before, deployment, previous, undone, before, back,
                begun ? State.SWITCHING : State.DONE, acting, until, Optional.of(reason),
                begun ? Optional.empty() : Optional.of(new Outcome(false, Optional.of(reason), false)));
    }
}
