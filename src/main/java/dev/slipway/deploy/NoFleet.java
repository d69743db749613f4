package dev.slipway.deploy;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A server without others. */
final class NoFleet implements Fleet {
    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public Claim claim(ProjectName project, DeploymentId id) {
        throw noOthers();
    }

    @Override
    public CompletionStage<Taken> launch(Order order) {
        throw noOthers();
    }

    @Override
    public void apart(ProjectName project) {
        throw noOthers();
    }

    @Override
    public void tell(ProjectName project, DeploymentId release, Source archive) {
        throw noOthers();
    }

    @Override
    public Optional<DeploymentId> live(ProjectName project, Optional<DeploymentId> here) {
        return here;
    }

    @Override
    public boolean has(ProjectName project, DeploymentId release) {
        return false;
    }

    @Override
    public Wanted wanted() {
        return Wanted.NOTHING;
    }

    @Override
    public Optional<UnderWay> underWay(ProjectName project) {
        throw noOthers();
    }

    @Override
    public CompletionStage<Taken> keep(Order order) {
        throw noOthers();
    }

    @Override
    public CompletionStage<Taken> drop(ProjectName project) {
        throw noOthers();
    }

    private static IllegalStateException noOthers() {
        return new IllegalStateException("there are no other servers");
    }
}
