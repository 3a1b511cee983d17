// Vendure on the socket that the test listens on already, its records in memory.
const net = require("node:net");

const fd = Number(process.argv[2]);
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...given) {
  const told = given.find((each) => typeof each === "function");
  return listen.call(this, { fd }, told);
};

// Packages are where the test has installed them: the folder that it is run in.
const { bootstrap } = require(require.resolve("@vendure/core", { paths: [process.cwd()] }));
const NAME = process.argv[3];

bootstrap({
  apiOptions: { port: 0, hostname: "127.0.0.1", adminApiPath: "admin-api", shopApiPath: "shop-api" },
  authOptions: {
    tokenMethod: ["bearer"],
    requireVerification: false,
    superadminCredentials: { identifier: NAME, password: process.argv[4] },
  },
  dbConnectionOptions: { type: "sqljs", synchronize: true },
  paymentOptions: { paymentMethodHandlers: [] },
  plugins: [],
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
