/** The finished WAR in real servers: Tomcat, WildFly and alone, driven by real HTTP from outside. */
@NullMarked
package dev.slipway.container;

import org.jspecify.annotations.NullMarked;
