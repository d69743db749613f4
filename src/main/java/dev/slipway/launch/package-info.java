/**
 * {@code java -jar slipway.war}: unpacks the WAR once into a cache, starts the command line on it, and runs the
 * standalone server (embedded Tomcat) on the very same WAR.
 *
 * <p>{@code Main} and {@code WarCache} also lie at the root of the WAR and need nothing but the JDK. Everything else
 * is loaded by two class loaders of Main's: Tomcat in the outer one, which is all that the web application sees of the
 * launcher, as in any container; the command line and its libraries in the inner one.
 */
@NullMarked
package dev.slipway.launch;

import org.jspecify.annotations.NullMarked;
