const clock = document.getElementById("clock");
const show = () => {
  clock.textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
};
show();
setInterval(show, 10000);
