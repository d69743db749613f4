java -jar "$SLIPWAY_WAR" deploy dist --target "$SLIPWAY_URL" --project shop
