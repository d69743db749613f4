package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.Followed.News;
import dev.slipway.deploy.Followed.Place;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final EventLog log = new EventLog(0);

    private void warnings(int count) {
        for (int i = 0; i < count; i++) {
            log.add("warning", 1, Map.of("message", "m" + i));
        }
    }

    @Test
    void eventsAreNumberedFromOne() {
        warnings(3);
        assertThat(log.all()).extracting(DeploymentEvent::id).containsExactly(1L, 2L, 3L);
    }

    @Test
    void asManyAsAreKeptAreWhole() {
        warnings(Deployment.MAX_EVENTS);
        assertThat(log.all()).hasSize(Deployment.MAX_EVENTS).noneMatch(event -> event.id() == 0);
    }

    @Test
    void ofMoreTheFirstAndTheLastStayAndOneStandsForTheRest() {
        warnings(1000);
        List<DeploymentEvent> all = log.all();
        assertThat(all).hasSize(Deployment.MAX_EVENTS);
        assertThat(all.subList(0, EventLog.FIRST)).extracting(DeploymentEvent::id).startsWith(1L, 2L).endsWith(20L);
        assertThat(all.get(EventLog.FIRST)).extracting(DeploymentEvent::name).isEqualTo(DeploymentEvent.TRUNCATED);
        assertThat(all.get(EventLog.FIRST).data()).containsEntry("events", 1000L - (Deployment.MAX_EVENTS - 1));
        assertThat(all.get(EventLog.FIRST + 1).id()).isEqualTo(1000 - (Deployment.MAX_EVENTS - EventLog.FIRST - 2));
        assertThat(all.get(all.size() - 1).id()).isEqualTo(1000);
    }

    @Test
    void phasesStayWhileOthersCanGo() {
        for (int i = 0; i < 500; i++) {
            log.add(i % 10 == 0 ? "phase" : "warning", 1, Map.of());
        }
        assertThat(log.all()).filteredOn(event -> event.name().equals("phase")).hasSize(50);
        for (int i = 0; i < 500; i++) {
            log.add("phase", 1, Map.of());
        }
        assertThat(log.all()).hasSize(Deployment.MAX_EVENTS);
    }

    @Test
    void whoComesBackAtAnyPlaceMissesNothingThatIsKeptAndHearsNothingTwice() {
        warnings(600);
        List<DeploymentEvent> all = log.all();
        for (long place = 0; place <= 600; place++) {
            News news = Followed.news(all, new Place(place, 0), 0, true);
            long after = place;
            List<Long> wanted = all.stream().map(DeploymentEvent::id).filter(id -> id > after).toList();
            assertThat(news.events()).filteredOn(event -> event.id() > 0).extracting(DeploymentEvent::id)
                    .containsExactlyElementsOf(wanted);
            assertThat(news.events().stream().filter(event -> event.id() == 0).count()).isEqualTo(place <= 20 ? 1 : 0);
            assertThat(Followed.news(all, news.place(), 0, true).events()).isEmpty();
        }
    }

    @Test
    void aLaterAttemptGoesOnCounting() {
        EventLog again = new EventLog(41);
        again.add("phase", 1, Map.of());
        assertThat(again.all()).extracting(DeploymentEvent::id).containsExactly(42L);
        assertThat(new ArrayList<>(again.all())).hasSize(1);
    }
}
