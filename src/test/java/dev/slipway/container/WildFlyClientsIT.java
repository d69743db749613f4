package dev.slipway.container;

import dev.slipway.container.Recipe.Framing;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The clients against the root application of a stock WildFly. */
@ExtendWith(ArquillianExtension.class)
@EnabledIfSystemProperty(named = "arquillian.launch", matches = "wildfly")
class WildFlyClientsIT implements ClientsContract {
    @Deployment(testable = false)
    static WebArchive war() {
        return ContainerContract.war();
    }

    @BeforeAll
    static void removeHomeInTheEnd() {
        Surroundings.removeInTheEnd(ContainerContract.home());
    }

    @Override
    public Surroundings surroundings() {
        return WildFlyIT.running();
    }

    /**
     * Its {@code max-post-size} is lifted when the application gets the request. A Content-Length is judged before that,
     * and a request to go on in HTTP/2 makes the server read, and count, the body before that.
     */
    @Override
    public boolean refusesLong(Framing framing) {
        return framing == Framing.LENGTH || framing == Framing.UPGRADE;
    }
}
