package dev.slipway.web;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.Servlet;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link TaggedUploadStress} on both implementations of asynchronous reading. */
class TaggedUploadTest {
    private static final int UPLOADS = Boolean.getBoolean("slipway.test.long") ? 10_000 : 1_000;

    @TempDir
    Path folder;

    @Test
    void everyByteReachesItsOwnUploadOnTomcat() throws Exception {
        TaggedUploadStress stress = new TaggedUploadStress();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        Context context = tomcat.addContext("", folder.toString());
        Wrapper wrapper = Tomcat.addServlet(context, "stress", stress.servlet);
        wrapper.setAsyncSupported(true);
        context.addServletMappingDecoded("/", "stress");
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.start();
        try {
            stress.run(tomcat.getConnector().getLocalPort(), UPLOADS, 1);
        } finally {
            stress.close();
            tomcat.stop();
            tomcat.destroy();
        }
    }

    @Test
    void everyByteReachesItsOwnUploadOnUndertow() throws Exception {
        TaggedUploadStress stress = new TaggedUploadStress();
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(getClass().getClassLoader())
                .setContextPath("/")
                .setDeploymentName("stress")
                .addServlet(Servlets.servlet(
                                "stress", stress.servlet.getClass().asSubclass(Servlet.class),
                                new ImmediateInstanceFactory<>(stress.servlet))
                        .setAsyncSupported(true)
                        .addMapping("/"));
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(info);
        manager.deploy();
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(manager.start())
                .build();
        undertow.start();
        try {
            InetSocketAddress address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
            stress.run(address.getPort(), UPLOADS, 2);
        } finally {
            stress.close();
            undertow.stop();
        }
    }
}
