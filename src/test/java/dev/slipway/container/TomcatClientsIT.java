package dev.slipway.container;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The clients against the root application of a stock Tomcat. */
@ExtendWith(ArquillianExtension.class)
@EnabledIfSystemProperty(named = "arquillian.launch", matches = "tomcat")
class TomcatClientsIT implements ClientsContract {
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
        return TomcatIT.running();
    }
}
