package dev.slipway.container;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What the {@code uri} module of Ansible sends. */
interface AnsibleContract extends ClientContract {
    @Test
    default void ansibleSendsAFile(TestInfo test) throws Exception {
        deploys(test, "ansible/raw-length.yml");
    }

    @Test
    default void ansibleSendsAForm(TestInfo test) throws Exception {
        deploys(test, "ansible/fields-length.yml");
    }

    @Test
    default void ansibleSendsAJsonPartAndAFile(TestInfo test) throws Exception {
        deploys(test, "ansible/object-json-length.yml");
    }

    @Test
    default void ansibleSendsJson(TestInfo test) throws Exception {
        deploys(test, "ansible/json-length.yml");
    }
}
