package dev.slipway.records;

import static dev.slipway.records.SampleDeployment.DIGEST;
import static dev.slipway.records.SampleDeployment.HOME;
import static dev.slipway.records.SampleDeployment.about;
import static dev.slipway.records.SampleDeployment.at;
import static dev.slipway.records.SampleDeployment.bare;
import static dev.slipway.records.SampleDeployment.full;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.records.Records.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What lists of every engine have: order, filters, pages. */
public interface RecordsListContract extends RecordsFixture {
    @Test
    default void theNewestComesFirstAndOfThoseOfOneMomentTheLargestId() {
        List<Deployment> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(full("shop", 1_000 + i / 3, Status.SUCCESS));
        }
        List<Deployment> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(1));
        shuffled.forEach(this::put);
        Collections.reverse(all);
        assertThat(ids(records().list(Filter.ALL, 100, 0))).isEqualTo(all.stream().map(Deployment::id).toList());
    }

    @Test
    default void aListHasTheRecordsWithTheirVersionsAndWithoutTheirEvents() {
        Deployment deployment = full("shop", 7, Status.SUCCESS);
        long version = records().put(deployment, put(deployment)).orElseThrow();
        assertThat(records().list(Filter.ALL, 10, 0))
                .isEqualTo(new Page(List.of(new Records.Stored(deployment.withoutEvents(), version)), 1));
    }

    @Test
    default void thePagesTogetherAreTheWholeAndEachSaysHowManyThereAre() {
        for (int i = 0; i < 23; i++) {
            put(full(i % 2 == 0 ? "even" : "odd", 1_000 + i, Status.SUCCESS));
        }
        Filter even = Filter.ALL.of(new ProjectName("even"));
        List<DeploymentId> whole = ids(records().list(even, 1_000, 0));
        assertThat(whole).hasSize(12);
        List<DeploymentId> pages = new ArrayList<>();
        for (int offset = 0; offset < 15; offset += 5) {
            Page page = records().list(even, 5, offset);
            assertThat(page.total()).isEqualTo(12);
            pages.addAll(ids(page));
        }
        assertThat(pages).isEqualTo(whole);
        assertThat(records().list(even, 5, 1_000)).isEqualTo(new Page(List.of(), 12));
        assertThat(records().list(even, 0, 0)).isEqualTo(new Page(List.of(), 12));
    }

    @Test
    default void eachConditionLetsThroughWhatItSays() {
        List<Deployment> all = mixed();
        Deployment some = all.get(3);
        DeploymentId release = some.lineage().release();
        check(all, Filter.ALL, deployment -> true);
        check(all, Filter.ALL.of(new ProjectName("shop")), d -> d.project().value().equals("shop"));
        check(all, Filter.ALL.of(new ProjectName("Shop")), d -> false);
        check(all, Filter.ALL.with(Set.of(Status.FAILED)), d -> d.status() == Status.FAILED);
        check(all, Filter.ALL.with(Set.of(Status.FAILED, Status.QUEUED)),
                d -> d.status() == Status.FAILED || d.status() == Status.QUEUED);
        check(all, Filter.ALL.between(Optional.of(1_010L), Optional.empty()), d -> d.course().startedAt() >= 1_010);
        check(all, Filter.ALL.between(Optional.empty(), Optional.of(1_010L)), d -> d.course().startedAt() < 1_010);
        check(all, Filter.ALL.between(Optional.of(1_010L), Optional.of(1_011L)), d -> d.course().startedAt() == 1_010);
        check(all, Filter.ALL.at("home-2"), d -> d.origin().home().equals("home-2"));
        check(all, Filter.ALL.about(release), d -> d.lineage().release().equals(release));
        check(all, Filter.ALL.keeping(DIGEST), d -> d.archive().kept());
        check(all, Filter.ALL.keeping(new Digest("00".repeat(32))), d -> false);
        check(all, Filter.ALL.withRetryKeys(), d -> d.origin().retryKey().isPresent());
    }

    @Test
    default void allConditionsHoldTogether() {
        List<Deployment> all = mixed();
        Filter filter = Filter.ALL.of(new ProjectName("shop")).with(Set.of(Status.SUCCESS, Status.STAGED))
                .between(Optional.of(1_002L), Optional.of(1_030L)).at(HOME).keeping(DIGEST).withRetryKeys();
        Predicate<Deployment> said = d -> d.project().value().equals("shop")
                && Set.of(Status.SUCCESS, Status.STAGED).contains(d.status())
                && d.course().startedAt() >= 1_002 && d.course().startedAt() < 1_030
                && d.origin().home().equals(HOME) && d.archive().kept() && d.origin().retryKey().isPresent();
        assertThat(all).filteredOn(said).isNotEmpty();
        check(all, filter, said);
        DeploymentId one = all.stream().filter(said).findFirst().orElseThrow().lineage().release();
        check(all, filter.about(one), said.and(d -> d.lineage().release().equals(one)));
    }

    /** Half of them with every value, at two homes, of all statuses; each release has two. */
    private List<Deployment> mixed() {
        List<Deployment> all = new ArrayList<>();
        Status[] statuses = Status.values();
        for (int i = 0; i < 3 * statuses.length; i++) {
            Status status = statuses[i % statuses.length];
            String project = i % 3 == 0 ? "blog" : "shop";
            Deployment made = i % 4 == 3 ? bare(project, 1_000 + i, status) : full(project, 1_000 + i, status);
            made = i % 5 == 4 ? at("home-2", made) : made;
            made = i % 7 == 6 ? made.with(made.archive().withKept(false)) : made;
            all.add(i % 2 == 0 ? made : about(all.get(i - 1).lineage().release(), made));
        }
        all.forEach(this::put);
        return all;
    }

    private void check(List<Deployment> all, Filter filter, Predicate<Deployment> said) {
        List<DeploymentId> expected = all.stream().filter(said)
                .sorted(Comparator.comparingLong((Deployment d) -> d.course().startedAt()).reversed())
                .map(Deployment::id).toList();
        Page page = records().list(filter, 100, 0);
        assertThat(ids(page)).as(filter.toString()).isEqualTo(expected);
        assertThat(page.total()).as(filter.toString()).isEqualTo(expected.size());
    }

    private static List<DeploymentId> ids(Page page) {
        return page.deployments().stream().map(stored -> stored.deployment().id()).toList();
    }
}
