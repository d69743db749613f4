package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import java.util.Optional;

/** What is done on a disk that fails: on a home with two releases that were live, and a third that is staged. */
enum FaultyOperation {
    DEPLOY {
        @Override
        Optional<DeploymentId> run(HomeServer server, DeploymentId id) throws Exception {
            server.deploy(id, true);
            return Optional.of(id);
        }
    },
    STAGE {
        @Override
        Optional<DeploymentId> run(HomeServer server, DeploymentId id) throws Exception {
            Optional<DeploymentId> live = server.releases.live(HomeServer.APP);
            server.deploy(id, false);
            return live;
        }
    },
    ACTIVATE {
        @Override
        Optional<DeploymentId> run(HomeServer server, DeploymentId id) {
            return Optional.of(server.activate(server.releases.kept(HomeServer.APP).get(2)));
        }
    },
    ROLLBACK {
        @Override
        Optional<DeploymentId> run(HomeServer server, DeploymentId id) {
            return Optional.of(server.rollback());
        }
    },
    RETENTION {
        @Override
        Optional<DeploymentId> run(HomeServer server, DeploymentId id) {
            server.letGo();
            return server.releases.live(HomeServer.APP);
        }
    },
    DROP {
        @Override
        Optional<DeploymentId> run(HomeServer server, DeploymentId id) {
            server.drop();
            return Optional.empty();
        }
    };

    /** @return what is live when it has gone well */
    abstract Optional<DeploymentId> run(HomeServer server, DeploymentId id) throws Exception;

    /**
     * How it ended.
     *
     * @param live what it says is live; when it failed, what would be if it had not
     */
    record Outcome(Optional<DeploymentId> live, Optional<DeployException> failure) {
        void assertLive(Optional<DeploymentId> now, Optional<DeploymentId> before, String when) {
            boolean unknown = failure.map(DeployException::detail)
                    .filter(detail -> detail.contains("live nevertheless") || detail.contains("not known")
                            || detail.contains("until the disk works again")).isPresent();
            if (failure.isEmpty()) {
                assertThat(now).as(when).isEqualTo(live);
            } else if (!unknown) {
                assertThat(now).as(when + ": " + failure.get()).isEqualTo(before);
            }
        }
    }

    /** Any failure but one for the client is a fault of the server. */
    Outcome carryOut(HomeServer server) {
        DeploymentId id = DeploymentId.next();
        try {
            return new Outcome(run(server, id), Optional.empty());
        } catch (DeployException e) {
            return new Outcome(Optional.empty(), Optional.of(e));
        } catch (Exception e) {
            throw new AssertionError("not a failure that a client could be told: " + e, e);
        }
    }
}
