package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the released Harper CLI is told and prints, the same from every server. */
interface HarperAnswersContract extends HarperContract {
    @Test
    default void harperDeploysLinksAndNodeModulesWhereItIsTold() throws Exception {
        ClientWorkplace workplace = harperSite(3);
        assertThat(harper(workplace, "deploy", "project=harper-all", "skip_symlinks=true", "skip_node_modules=false"))
                .contains("message: \"Successfully deployed: harper-all\"");
        assertThat(SiteDirectory.listing(surroundings().live("harper-all")))
                .isEqualTo(SiteDirectory.listing(workplace.site()));
    }

    @Test
    default void harperNamesTheProjectAfterTheDirectory() throws Exception {
        ClientWorkplace workplace = harperSite(4);
        assertThat(harper(workplace, "deploy")).contains("message: \"Successfully deployed: dist\"");
        assertThat(surroundings().live("dist").resolve("index.html")).hasContent("release 4");
    }

    @Test
    default void harperPrintsThatTheReleaseIsLiveAndNothingWasRestarted() throws Exception {
        assertThat(harper(harperSite(5), "deploy", "project=harper-restart", "restart=true"))
                .contains("message: \"Successfully deployed: harper-restart\"")
                .contains("warning: ", "Nothing was restarted");
    }

    @Test
    default void harperPrintsWhatNamesAProjectMayHave() throws Exception {
        assertThat(harper(harperSite(9), "deploy", "project=bad name"))
                .contains("error: Project name can only contain alphanumeric, dash and underscores characters");
    }

    @Test
    default void harperPrintsThatPackagesAreNotFetched() throws Exception {
        assertThat(harper(harperSite(10), "deploy", "project=harper-package", "package=@example/site"))
                .contains("Deploying from a package is not enabled on this server");
    }

    @Test
    default void harperAsksWhichVersionThisIs() throws Exception {
        assertThat(harper(harperSite(11), "registration_info")).contains("version: ", "server: slipway/");
        assertThat(harper(harperSite(11), "read_log")).contains("error: Operation 'read_log' not found");
    }
}
