cd dist
node "$HARPER/bin/harperdb.js" deploy target="$SLIPWAY_URL" username=admin password="$SLIPWAY_PASSWORD" project=shop
